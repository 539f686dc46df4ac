using System.Collections.Concurrent;

namespace Stylize.Studio.Inputs;

/// <summary>The inputs as 8-bit pictures of limited size. Each is decoded once, and the last few are kept.</summary>
internal sealed class ReducedCopies(IImageCodec codec)
{
    /// <summary>Maximum number of pixels of a copy, enough for the window of a page.</summary>
    private const long MaxPixels = 1 << 21;

    private const int Kept = 16;

    private readonly ConcurrentDictionary<(StudioInput Input, int Frame), Lazy<Raster<Rgba32>>> _copies = new();
    private readonly ConcurrentQueue<(StudioInput Input, int Frame)> _order = new();

    /// <summary>Returns the picture of an input, reduced to <see cref="MaxPixels"/>. Shared: the caller must not
    /// dispose of it.</summary>
    /// <exception cref="Stylize.Engine.StylizeException">The input cannot be read.</exception>
    public Raster<Rgba32> ForFrame(StudioInput input, int frame)
    {
        var key = (input, frame);
        var copy = _copies.GetOrAdd(key, _ =>
        {
            _order.Enqueue(key);
            return new Lazy<Raster<Rgba32>>(() => Decode(input, frame));
        });
        try
        {
            // A copy that is dropped while it is in use is released by the garbage collector.
            while (_copies.Count > Kept && _order.TryDequeue(out var oldest))
            {
                _copies.TryRemove(oldest, out var _);
            }

            return copy.Value;
        }
        catch
        {
            _copies.TryRemove(key, out var _);
            throw;
        }
    }

    private Raster<Rgba32> Decode(StudioInput input, int frame)
    {
        var whole = new ImageInput(input.Source, codec, DecodeOptions.Default with { Page = frame }).Tolerant()
            .DecodeRgba();
        if (whole.PixelCount <= MaxPixels) return whole;

        using (whole)
        {
            return PreviewInput.Reduce(
                whole, MaxPixels, new OperationContext { MaxThreads = Environment.ProcessorCount });
        }
    }
}
