namespace Stylize.Engine.Measuring;

/// <summary>The readable inputs of a tuner. Unreadable inputs are reported and skipped.</summary>
internal sealed class TuningImages : IDisposable
{
    private readonly List<Raster<Rgba32>> _images = [];

    /// <summary>The decoded images.</summary>
    public IReadOnlyList<Raster<Rgba32>> Images => _images;

    /// <summary>Decodes images from files.</summary>
    /// <param name="paths">Full paths.</param>
    /// <param name="failed">Called for each file that cannot be read.</param>
    public static TuningImages Read(
        IEnumerable<string> paths, IImageCodec codec, Action<string, StylizeException> failed,
        CancellationToken cancellation = default) => new TuningImages().FilledBy(read =>
    {
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            StylizeException.Try(
                () => read._images.Add(codec.DecodeRgba(ImageSource.File(path))), failure => failed(path, failure));
        }
    });

    /// <summary>Returns the memory of the images.</summary>
    public void Dispose() => _images.ForEach(image => image.Dispose());
}
