using System.Runtime.InteropServices.JavaScript;
using Stylize.Engine.Catalog;
using Stylize.Engine.Catalog.Lines;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Web;

/// <summary>The operations on pixels, for the module stylize.js. The result of the last run is kept until the
/// next.</summary>
internal static partial class Module
{
    private static readonly BrowserCodec Codec = new();

    private static IArtifact? _result;

    /// <summary>Runs an operation.</summary>
    /// <param name="operation">Its name, such as pixel-art.</param>
    /// <param name="names">Names of options in PascalCase.</param>
    /// <param name="values">Their values, as on the command line.</param>
    /// <param name="pixels">Red, green, blue and straight alpha of each pixel, row by row.</param>
    /// <exception cref="StylizeException">An option is invalid, or the picture cannot be processed.</exception>
    [JSExport]
    internal static void Run(string operation, string[] names, string[] values, byte[] pixels, int width, int height)
    {
        _result?.Dispose();
        _result = null;
        var definition = OperationCatalog.Find(operation, OperationCatalog.All);
        var given = names.Zip(values, KeyValuePair.Create).ToLookup(option => option.Key == "Preset");
        var preset = given[true].Select(option => option.Value).FirstOrDefault();
        var created =
            definition.Create(CommandLines.Start(definition, preset, given[false], new NoFiles(Codec)).Records());
        using var picture = new Raster<Rgba32>(width, height);
        for (var y = 0; y < height; y++)
        {
            pixels.AsSpan(4 * width * y, 4 * width).CopyTo(MemoryMarshal.AsBytes(picture.Row(y)));
        }

        _result = created.Run(ImageInput.Pixels(picture, Codec, "image.png"), new OperationContext { MaxThreads = 1 });
    }

    /// <summary>Returns the file of the result.</summary>
    [JSExport]
    internal static byte[] File()
    {
        using var file = new MemoryStream();
        _result!.Write(file);
        return file.ToArray();
    }

    /// <summary>Returns the pixels of the result; one per cell for pixel art.</summary>
    [JSExport]
    internal static byte[] Pixels()
    {
        using var picture = Picture();
        var pixels = new byte[4 * picture.Width * picture.Height];
        for (var y = 0; y < picture.Height; y++)
        {
            MemoryMarshal.AsBytes(picture.Row(y)).CopyTo(pixels.AsSpan(4 * picture.Width * y));
        }

        return pixels;
    }

    /// <summary>Returns the width of <see cref="Pixels"/>.</summary>
    [JSExport]
    internal static int Width()
    {
        using var picture = Picture();
        return picture.Width;
    }

    /// <summary>Returns the colors of the result as #rrggbb.</summary>
    [JSExport]
    internal static string[] Palette() =>
        _result!.Summary.FirstOrDefault(entry => entry.Key == nameof(Palette)).Value as string[] ?? [];

    private static Raster<Rgba32> Picture() =>
        _result!.Picture(Math.Max(_result.Width, _result.Height), new OperationContext { MaxThreads = 1 });

    private sealed record NoFiles(IImageCodec Codec) : IOptionInputs
    {
        public string FullPath(string path, string option) =>
            throw Errors.FileInBrowser.With(option);
    }
}
