using Stylize.Engine.IO;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Catalog.Sheets;

/// <summary>Where a sheet is written, and how.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Format">Its format.</param>
public sealed record SheetFile(string Path, ImageFormat Format)
{
    private static readonly Dictionary<string, ImageFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = ImageFormat.Png, [".jpg"] = ImageFormat.Jpeg, [".jpeg"] = ImageFormat.Jpeg, [".webp"] = ImageFormat.WebP,
        [".tif"] = ImageFormat.Tiff, [".tiff"] = ImageFormat.Tiff,
    };

    /// <summary>The file for the sheet of a photograph.</summary>
    /// <exception cref="StylizeException">OptionInvalid: a format that a sheet cannot have, or the photograph itself.</exception>
    public static SheetFile Of(string photograph, string destination)
    {
        var extension = System.IO.Path.GetExtension(destination);
        if (Directory.Exists(destination) || System.IO.Path.EndsInDirectorySeparator(destination) || extension.Length == 0)
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(photograph) + SheetPlan.Suffix;
            return new SheetFile(System.IO.Path.Combine(destination, name), ImageFormat.Png);
        }

        if (!Formats.TryGetValue(extension, out var format))
        {
            throw new StylizeException(StylizeError.OptionInvalid, TargetOptions.DestinationName,
                $"{{DestinationPath}} is '{StylizeException.Verbatim(destination)}', and a sheet is no {extension} file.",
                $"Give a folder, or a file name that ends in {string.Join(", ", Formats.Keys)}.");
        }

        return destination == photograph
            ? throw new StylizeException(StylizeError.TargetIsSource, destination,
                $"'{destination}' is the photograph, which is not replaced.", "Choose another file name.")
            : new SheetFile(destination, format);
    }

    /// <summary>Refuses a file that exists, before any work.</summary>
    /// <exception cref="StylizeException">TargetExists.</exception>
    public void Require(bool force)
    {
        if (!force && File.Exists(Path)) throw AtomicFile.Exists(Path);
    }

    /// <summary>Writes a sheet, whole or not at all.</summary>
    public void Write(Raster<Rgba32> sheet, IImageCodec codec, bool force, CancellationToken cancellation)
    {
        AtomicFile.Write(Path, force, stream => codec.Encode(sheet, stream, new EncodeOptions(Format)), cancellation);
    }
}
