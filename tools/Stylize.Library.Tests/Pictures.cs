namespace Stylize.Library.Tests;

/// <summary>A folder with pictures for an example, which is deleted together with the outputs.</summary>
public sealed class Pictures : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stylize-library-");

    public string Folder => _folder.FullName;

    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>Writes a picture of two color ramps and a dark disc, and returns its path.</summary>
    public string Draw(string name, int width = 120, int height = 80)
    {
        using var image = Ramps(width, height);
        using var stream = File.Create(this[name]);
        ImageCodecs.Default.Encode(image, stream, new EncodeOptions(ImageFormat.Png));
        return this[name];
    }

    public static Raster<Rgba32> Ramps(int width, int height)
    {
        var image = new Raster<Rgba32>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (dx, dy) = (x - (width / 2), y - (height / 2));
                image[x, y] = (dx * dx) + (dy * dy) < height * height / 9
                    ? new Rgba32(20, 30, 60)
                    : new Rgba32((byte)(255 * x / width), (byte)(255 * y / height), 120);
            }
        }

        return image;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
