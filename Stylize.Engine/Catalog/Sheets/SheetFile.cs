namespace Stylize.Engine.Catalog.Sheets;

/// <summary>The output file of a sheet.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Format">Image format.</param>
internal sealed record SheetFile(string Path, ImageFormat Format)
{
    private static readonly Dictionary<string, ImageFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = ImageFormat.Png, [".jpg"] = ImageFormat.Jpeg, [".jpeg"] = ImageFormat.Jpeg, [".webp"] =
            ImageFormat.WebP,
        [".tif"] = ImageFormat.Tiff, [".tiff"] = ImageFormat.Tiff,
    };

    /// <summary>Returns the file of a sheet.</summary>
    /// <exception cref="StylizeException">OptionInvalid: unsupported format, or the photograph itself.</exception>
    public static SheetFile FromDestination(string photograph, string destination)
    {
        var extension = System.IO.Path.GetExtension(destination);
        if (Directory.Exists(destination) || System.IO.Path.EndsInDirectorySeparator(destination)
            || extension.Length == 0)
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(photograph) + SheetPlan.Suffix;
            return new SheetFile(System.IO.Path.Combine(destination, name), ImageFormat.Png);
        }

        if (!Formats.TryGetValue(extension, out var format))
        {
            throw Errors.SheetFormat.With(
                TargetOptions.DestinationName, destination, extension, OptionWords.Alternatives([.. Formats.Keys]));
        }

        return destination == photograph
            ? throw Errors.SheetIsPhotograph.With(destination)
            : new SheetFile(destination, format);
    }

    /// <summary>Rejects the file of an earlier sheet.</summary>
    /// <param name="photographs">The photographs by the paths of their sheets; receives this one.</param>
    /// <exception cref="StylizeException">TargetConflict.</exception>
    public void Claim(IDictionary<string, string> photographs, string photograph)
    {
        if (!photographs.TryAdd(Path, photograph))
        {
            throw Errors.SheetConflict.With(
                photograph, TargetFailure.Conflict(photographs[Path], photograph, Path).Message);
        }
    }

    /// <summary>Rejects an existing file before any work.</summary>
    /// <exception cref="StylizeException">TargetExists.</exception>
    public void Require(bool force)
    {
        if (!force && File.Exists(Path)) throw Engine.Errors.NotReplaced.With(Path);
    }

    /// <summary>Writes a sheet atomically.</summary>
    public void Write(Raster<Rgba32> sheet, IImageCodec codec, bool force, CancellationToken cancellation)
    {
        AtomicFile.Write(Path, force, stream => codec.Encode(sheet, stream, new EncodeOptions(Format)), cancellation);
    }
}
