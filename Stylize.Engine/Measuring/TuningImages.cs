using Stylize.Engine.Imaging;

namespace Stylize.Engine.Measuring;

/// <summary>
/// The images that a tuner runs on: those of its inputs that can be read. One that cannot is told of, and the others are used.
/// </summary>
public sealed class TuningImages : IDisposable
{
    private readonly List<Raster<Rgba32>> _images = [];

    /// <summary>The images that were read.</summary>
    public IReadOnlyList<Raster<Rgba32>> Images => _images;

    /// <summary>Reads the images of files.</summary>
    /// <param name="paths">Full paths.</param>
    /// <param name="failed">Told of each that cannot be read.</param>
    public static TuningImages Read(
        IEnumerable<string> paths, IImageCodec codec, Action<string, StylizeException> failed, CancellationToken cancellation = default)
    {
        var read = new TuningImages();
        try
        {
            foreach (var path in paths)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    read._images.Add(codec.DecodeRgba(ImageSource.File(path)));
                }
                catch (StylizeException failure)
                {
                    failed(path, failure);
                }
            }
        }
        catch
        {
            read.Dispose();
            throw;
        }

        return read;
    }

    /// <summary>Gives back the memory of the images.</summary>
    public void Dispose() => _images.ForEach(image => image.Dispose());
}
