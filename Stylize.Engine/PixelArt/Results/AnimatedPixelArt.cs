using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.PixelArt.Results;

/// <summary>One frame of animated pixel art.</summary>
/// <param name="Cells">One pixel per cell. The receiver owns it.</param>
internal readonly record struct CellFrame(Raster<Rgba32> Cells, int Milliseconds)
{
    /// <param name="make">Returns the cells of a frame. The caller keeps ownership of the frame.</param>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public static IEnumerable<CellFrame> Make(
        IFrameReader reader, Func<Raster<Rgba32>, Raster<Rgba32>> make, OperationContext context)
    {
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        for (var done = 0; reader.Read(frame, out var milliseconds); done++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Invoke(new OperationProgress(Math.Min(1, (double)done / reader.Info.Pages), "frames"));
            yield return new CellFrame(make(frame), milliseconds);
        }
    }
}

/// <summary>All frames of one input as cells, which this owns.</summary>
/// <param name="Source">Full path of the input.</param>
/// <param name="Loops">Number of times that the animation is played; 0 for infinitely.</param>
internal sealed record InputCells(
    string Source, IReadOnlyList<CellFrame> Frames, int Loops, IReadOnlyList<FrameTag> Tags) : IDisposable
{
    public static InputCells FromStill(string source, Raster<Rgba32> cells, int milliseconds) =>
        new(source, [new CellFrame(cells, milliseconds)], 0, []);

    /// <summary>Collects frames that are made while an animation is read.</summary>
    public static InputCells FromFrames(string source, IFrameReader reader, IEnumerable<CellFrame> frames)
    {
        var made = new List<CellFrame>();
        return new InputCells(source, made, reader.LoopCount, reader.Tags).FilledBy(_ => made.AddRange(frames));
    }

    public void Dispose()
    {
        foreach (var frame in Frames)
        {
            frame.Cells.Dispose();
        }
    }
}

/// <summary>The frames of an animation as cells in one palette, created sequentially, on demand.</summary>
/// <param name="size">Number of cells per row, and of rows.</param>
/// <param name="frameTime">Duration of each frame in milliseconds; null keeps the input's.</param>
/// <param name="make">Returns the cells of a frame, given the memory of earlier frames. The caller keeps ownership of
/// the frame.</param>
internal sealed class CellFrames(
    ImageInput input, (int Columns, int Rows) size, Palette palette, int? frameTime,
    Func<Raster<Rgba32>, CellMemory, Raster<Rgba32>> make, OperationContext context)
{
    public Palette Palette => palette;
    public (int Columns, int Rows) Size => size;
    public int Count => input.Info.Pages;

    /// <summary>Largest share of cells in which a frame differs from the one that is shown instead; null to show
    /// all.</summary>
    public double? MergedShare { get; init; }

    public IFrameReader Open() => input.OpenFrames();

    /// <summary>Returns the cells of the first frame. The caller owns them.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: the frame is damaged.</exception>
    public Raster<Rgba32> First()
    {
        using var reader = Open();
        return Make(reader).First().Cells;
    }

    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public IEnumerable<CellFrame> Make(IFrameReader reader)
    {
        var memory = new CellMemory();
        return CellFrame.Make(reader, frame => make(frame, memory), context)
            .Select(frame => frame with { Milliseconds = frameTime ?? frame.Milliseconds });
    }

    /// <summary>Returns the frames of which those that hardly differ are shown as one, for the time of all.</summary>
    public IEnumerable<CellFrame> MakeMerged(IFrameReader reader)
    {
        CellFrame? shown = null;
        try
        {
            foreach (var frame in Make(reader))
            {
                if (shown is { } before && ShareOfChange(before.Cells, frame.Cells) <= MergedShare)
                {
                    shown = before with { Milliseconds = before.Milliseconds + frame.Milliseconds };
                    frame.Cells.Dispose();
                    continue;
                }

                if (shown is { } complete)
                {
                    shown = null;
                    yield return complete;
                }

                shown = frame;
            }

            if (shown is { } last)
            {
                shown = null;
                yield return last;
            }
        }
        finally
        {
            shown?.Cells.Dispose();
        }
    }

    private static double ShareOfChange(Raster<Rgba32> a, Raster<Rgba32> b)
    {
        var changed = 0;
        for (var y = 0; y < a.Height; y++)
        {
            ReadOnlySpan<Rgba32> before = a.Row(y), after = b.Row(y);
            for (var x = 0; x < before.Length; x++)
            {
                changed += before[x] == after[x] ? 0 : 1;
            }
        }

        return (double)changed / a.PixelCount;
    }
}

/// <summary>Animated pixel art. The palette is found first. Frames are created while they are written, so memory does
/// not grow with their number.</summary>
/// <param name="format">The format to write: Gif, WebP, Aseprite or Png.</param>
internal sealed class AnimatedPixelArt(
    CellFrames frames, int scale, ImageFormat format, IImageCodec codec, OperationContext context)
    : CellArtifact(frames.Size, scale, frames.Palette, codec, context)
{
    public override IReadOnlyList<KeyValuePair<string, object?>> Summary => SummaryOf(frames.Count);

    /// <summary>Reads, converts and writes the frames one by one, with their times and the number of loops.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public override void Write(Stream target)
    {
        using var reader = frames.Open();
        Codec.EncodeFrames(
            Enlarged(reader), target, Encoding(format) with { LoopCount = reader.LoopCount, Tags = reader.Tags });
    }

    public override Raster<Rgba32> Picture(int side, OperationContext context) => frames.First();

    public override void Dispose()
    {
        // Frames are disposed of as soon as they are written.
    }

    private IEnumerable<AnimationFrame> Enlarged(IFrameReader reader)
    {
        foreach (var (cells, milliseconds) in frames.MakeMerged(reader))
        {
            using (cells)
            {
                using var enlarged = CellEnlargement.Enlarge(cells, Scale);
                yield return new AnimationFrame(enlarged, milliseconds);
            }
        }
    }
}

/// <summary>Animated pixel art as numbered PNG files: the first frame is the main file, the others are additional
/// files. Frames are created while they are written, so memory does not grow with their number.</summary>
internal sealed class NumberedFrames : CellArtifact
{
    private readonly CellFrames _frames;
    private IFrameReader? _reader;
    private IEnumerator<CellFrame>? _next;
    private Raster<Rgba32>? _first;

    public NumberedFrames(CellFrames frames, int scale, IImageCodec codec, OperationContext context)
        : base(frames.Size, scale, frames.Palette, codec, context)
    {
        _frames = frames;
        foreach (var frame in Enumerable.Range(1, frames.Count - 1))
        {
            Add(new SideFile(Suffix(frame), WriteNext));
        }
    }

    public override IReadOnlyList<KeyValuePair<string, object?>> Summary => SummaryOf(_frames.Count);

    /// <param name="frame">Number of the frame, from 0.</param>
    public static string Suffix(int frame) => Invariant($".pixelart_{frame:0000}.png");

    public override void Write(Stream target)
    {
        Begin();
        Encode(_first!, target, Encoding(ImageFormat.Png));
    }

    public override Raster<Rgba32> Picture(int side, OperationContext context) => _frames.First();

    public override void Dispose()
    {
        _first?.Dispose();
        _next?.Dispose();
        _reader?.Dispose();
    }

    private void Begin()
    {
        if (_first is null)
        {
            _reader = _frames.Open();
            _next = _frames.Make(_reader).GetEnumerator();
            _first = Next();
        }
    }

    private void WriteNext(Stream target)
    {
        Begin();
        using var cells = Next();
        Encode(cells, target, Encoding(ImageFormat.Png));
    }

    private Raster<Rgba32> Next() => _next!.MoveNext()
        ? _next.Current.Cells
        : throw Errors.FramesMissing.With("frames");
}
