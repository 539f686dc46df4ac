using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Results;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>Converts the frames of animations and stills whose palette is known.</summary>
/// <param name="match">How all frames are matched to the palette, so that colors do not flicker; null for the nearest colors.</param>
/// <param name="border">Number of cells of the opposite side around a tile during processing.</param>
/// <param name="pad">Color of the cells around a padded picture.</param>
internal sealed class FrameWork(
    PixelArtOptions options, Palette palette, ToneMatch? match, int border, Rgba32 pad)
{
    private readonly PixelArtOptions _options = options;
    private readonly ExactColors _exact = ExactColors.None(options with
    {
        Palette = palette,
        PaletteMatch = match is null ? PaletteMatch.Color : PaletteMatch.Lightness,
    });

    /// <summary>Returns the frames of an animation, which are created on demand.</summary>
    public CellFrames Frames(ImageInput input, OperationContext context)
    {
        var fit = GridFit.Of(_options, input.Info.Width, input.Info.Height);
        var first = new FirstFrame();
        return new CellFrames(
            input, (fit.Grid.Width * _options.Aspect, fit.Grid.Height), palette, _options.FrameTime,
            (frame, memory) => Make(frame, fit, first, memory, input.Source.Name, context), context);
    }

    /// <summary>Converts all frames of an animation to a row of a sheet.</summary>
    public static SheetRow Row(ImageInput input, CellFrames frames)
    {
        var made = new List<CellFrame>();
        try
        {
            using var reader = frames.Open();
            made.AddRange(frames.Make(reader));
            return new SheetRow(input.Source.Name, made, reader.LoopCount) { Tags = reader.Tags };
        }
        catch
        {
            made.ForEach(frame => frame.Cells.Dispose());
            throw;
        }
    }

    /// <summary>Converts an image to a row of a sheet.</summary>
    /// <param name="input">The input, which names the row.</param>
    /// <param name="still">The image of the input.</param>
    public SheetRow Still(ImageInput input, ImageInput still, int milliseconds, OperationContext context)
    {
        using var image = still.DecodeRgba();
        var fit = GridFit.Of(_options, image.Width, image.Height);
        var cells = Make(image, fit, new FirstFrame(), new CellMemory(), input.Source.Name, context);
        return new SheetRow(input.Source.Name, [new CellFrame(cells, milliseconds)], 0);
    }

    /// <summary>Converts one frame. Only superpixels move, because the palette is known. They start at the centers of their cells;
    /// positions of the previous frame would lag behind motion.</summary>
    private Raster<Rgba32> Make(
        Raster<Rgba32> frame, GridFit fit, FirstFrame first, CellMemory memory, string name, OperationContext context)
    {
        if (_options.TransparentBackground)
        {
            first.Remove(frame, name, context);
        }

        using var part = fit.IsWhole(frame) ? null : fit.Cut(frame);
        var picture = part ?? frame;

        using var tile = _options.Tileable
            ? TileEdge.Wrap(picture, first.Seam ??= TileSeam.Find(picture), fit.Size.Width, fit.Size.Height)
            : null;
        using var work = new CellWork(
            tile ?? picture, fit.Size.Width + (2 * border), fit.Size.Height + (2 * border), _exact, _options.Stride, context,
            match: match);
        work.Start(work.GivenColors);
        return fit.Pad(work.Finish(work.GivenColors, border, memory), pad);
    }

    /// <summary>What the first frame decides for all of them, so that cuts and backgrounds do not flicker.</summary>
    private sealed class FirstFrame
    {
        private PlainBackground? _background;
        private bool _isKnown;

        /// <summary>The cuts of a tile.</summary>
        public TileSeam? Seam { get; set; }

        /// <summary>Makes the background of the first frame transparent. Warns once if it has no plain background.</summary>
        public void Remove(Raster<Rgba32> frame, string name, OperationContext context)
        {
            if (!_isKnown)
            {
                (_background, _isKnown) = (PlainBackground.Find(frame), true);
                if (_background is null)
                {
                    SpriteBackground.Warn(frame, name, context);
                }
            }

            if (_background is not null)
            {
                SpriteBackground.Remove(frame, _background);
            }
        }
    }
}
