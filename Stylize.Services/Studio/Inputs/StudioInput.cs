using Stylize.Engine.Gaussians.Files;

namespace Stylize.Studio.Inputs;

/// <summary>A file that the studio may read.</summary>
/// <param name="Id">Index in the list of inputs.</param>
/// <param name="Path">Full path.</param>
/// <param name="Pages">Number of pages or frames.</param>
internal sealed record StudioInput(int Id, string Path, int Width, int Height, int Pages, InputKind Kind)
{
    private const int StripRows = 32;

    /// <summary>Number of pixels after which a picture without a color is taken for gray.</summary>
    private const long MostSampled = 1 << 24;

    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    /// <summary>Full path of the file in the line. Of a file that the page added, the path in the folder of the command
    /// line.</summary>
    public string ShownPath { get; init; } = Path;

    /// <summary>True if the page added the file.</summary>
    public bool IsAdded { get; init; }

    /// <summary>True if the image is gray, so that it can be segmented.</summary>
    public bool IsGray { get; private init; }

    public ImageSource Source => ImageSource.File(Path);

    /// <summary>The stamp of the file when it was opened; null for a folder.</summary>
    private FileStamp? Stamp { get; init; }

    /// <summary>True if the file is the one that was opened. A program may replace it while the studio runs.</summary>
    public bool IsCurrent => Stamp == FileStamp.FromFile(Path);

    /// <summary>Returns true if an operation reads files of this kind.</summary>
    public bool Suits(OperationDefinition operation) =>
        operation.InputExtensions is { } own ? own.Contains(System.IO.Path.GetExtension(Path))
        : Kind != InputKind.Gaussian && (IsGray || !operation.WantsGray);

    /// <summary>Reads the header of a file.</summary>
    /// <exception cref="Stylize.Engine.StylizeException">The file cannot be read.</exception>
    public static StudioInput Open(int id, string path, IImageCodec codec)
    {
        var source = ImageSource.File(path);
        var stamp = FileStamp.FromFile(path);
        if (GaussianFileReader.Extensions.Contains(System.IO.Path.GetExtension(path)))
        {
            var file = GaussianFileReader.Peek(source);
            return new StudioInput(id, path, file.Width, file.Height, 1, InputKind.Gaussian) { Stamp = stamp };
        }

        var info = codec.Identify(source);
        var isTile = info.ColorPlanes == 1
            && (info.BitsPerSample > 8 || info.Format is ImageFormat.Tiff || Directory.Exists(path));
        return new StudioInput(id, path, info.Width, info.Height, info.Pages, isTile ? InputKind.Tile : InputKind.Image)
        {
            Stamp = stamp,
            IsGray = info.ColorPlanes == 1
                || (info.Format is ImageFormat.Png or ImageFormat.Tiff && LooksGray(source, codec)),
        };
    }

    /// <summary>Returns true if the pixels have equal red, green and blue, as in a gray image that a program saved in
    /// color.</summary>
    private static bool LooksGray(ImageSource source, IImageCodec codec)
    {
        using var strips = codec.OpenRgbaStrips(source);
        var (width, height) = (strips.Info.Width, strips.Info.Height);
        using var rows = new Raster<Rgba32>(width, Math.Min(StripRows, height));
        for (long top = 0, read; top < height && top * width < MostSampled; top += read)
        {
            read = strips.Read(rows);
            for (var y = 0; y < read; y++)
            {
                foreach (var pixel in rows.Row(y))
                {
                    if (pixel.R != pixel.G || pixel.G != pixel.B) return false;
                }
            }
        }

        return true;
    }
}

internal enum InputKind
{
    /// <summary>A photograph, drawing or animation.</summary>
    Image,

    /// <summary>A .g2d file.</summary>
    Gaussian,

    /// <summary>A gray microscope image.</summary>
    Tile,
}
