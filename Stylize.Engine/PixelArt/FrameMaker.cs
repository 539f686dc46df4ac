using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Makes the cells of frame after frame in one palette. Superpixels only find their places: the palette is known, so nothing is
/// annealed. Those of the frame before would trail behind what moves.
/// </summary>
internal sealed class FrameMaker
{
    private readonly PixelArtOptions _options;
    private readonly Lab[] _palette;
    private readonly IImageCodec _codec;
    private readonly OperationContext _context;
    private CellMemory? _memory;

    /// <param name="options">Options of the run.</param>
    /// <param name="palette">The colours of all frames.</param>
    /// <param name="codec">Reads the importance map.</param>
    /// <param name="context">What the run may use.</param>
    public FrameMaker(PixelArtOptions options, Palette palette, IImageCodec codec, OperationContext context)
    {
        _options = options with { Palette = palette };
        _palette = [.. palette.Colors.Select(LabConversion.FromRgba)];
        _codec = codec;
        _context = context;
    }

    /// <summary>The cells of the next frame. The caller owns them.</summary>
    /// <param name="frame">The frame, which stays the caller's.</param>
    public Raster<Rgba32> Make(Raster<Rgba32> frame)
    {
        var (width, height) = _options.GridSize(frame.Width, frame.Height);
        var border = _options.Tileable ? TileEdge.Cells : 0;
        using var wrapped = _options.Tileable ? TileEdge.Wrap(frame.Clone(), width, height) : null;
        (width, height) = (width + (2 * border), height + (2 * border));
        using var work = new CellWork(wrapped ?? frame, width, height, _options, _options.Stride, _codec, _context);
        work.Start(_palette, _context);
        if (_options.Refinement)
        {
            work.Associate(_palette, _context);
        }

        work.Dither(_palette, _context);
        work.Keep(_memory ??= new CellMemory(width * height), _palette);
        var cells = work.Render(_palette);
        if (_options.Outline != OutlineStyle.None)
        {
            CellOutline.Draw(cells, [.. work.ToRgba(_palette).Distinct()], _options.Outline == OutlineStyle.Dark);
        }

        return TileEdge.Crop(cells, border);
    }
}
