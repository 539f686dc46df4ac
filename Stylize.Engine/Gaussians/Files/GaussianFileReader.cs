using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>Reads untrusted .g2d files: checks all lengths, bounds memory by the size of the file, and names the file
/// in errors.</summary>
public static class GaussianFileReader
{
    /// <summary>Bytes at the start of a file in which the provenance is expected. Only very long metadata moves it
    /// further back.</summary>
    private const int ProvenanceWithin = 1 << 16;

    /// <summary>The extension of the files, with its dot.</summary>
    public const string Extension = ".g2d";

    /// <summary><see cref="Extension"/> as a set, for the expansion of folders.</summary>
    public static IReadOnlySet<string> Extensions { get; } =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase) { Extension };

    /// <summary>Reads a file or bytes in memory.</summary>
    /// <param name="options">Limits, threads and region; null for the defaults.</param>
    /// <returns>The file with its model. The caller owns it.</returns>
    /// <exception cref="StylizeException">ImageMissing, ImageTooLarge or ImageUnreadable; its target is the source's
    /// name.</exception>
    public static GaussianFile Read(ImageSource source, GaussianReadOptions? options = null)
    {
        options ??= GaussianReadOptions.Default;
        if (source.Bytes is { } bytes) return Read(bytes, source.Name, options);

        using var stream = Open(source);
        CheckLength(stream.Length, source.Name, options);
        return Read(options.Region is null ? All(stream) : FileBytes.FromStream(stream), source.Name, options);
    }

    /// <summary>Reads a whole file into memory, without parsing it.</summary>
    /// <exception cref="StylizeException">ImageMissing, ImageTooLarge or ImageUnreadable; its target is the source's
    /// name.</exception>
    internal static ImageSource Load(ImageSource source) => Load(source, GaussianReadOptions.Default);

    internal static ImageSource Load(ImageSource source, GaussianReadOptions options)
    {
        if (source.Bytes is not null) return source;

        using var stream = Open(source);
        CheckLength(stream.Length, source.Name, options);
        return ImageSource.Memory(All(stream), source.Name);
    }

    private static void CheckLength(long bytes, string name, GaussianReadOptions options)
    {
        if (bytes > options.MaxFileBytes) throw Errors.FileTooLarge.With(name, bytes, options.MaxFileBytes);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="name">Name of the file in errors.</param>
    /// <param name="options">Limits, threads and region; null for the defaults.</param>
    /// <returns>The file with its model. The caller owns it.</returns>
    /// <exception cref="StylizeException">ImageTooLarge or ImageUnreadable; its target is
    /// <paramref name="name"/>.</exception>
    public static GaussianFile Read(ReadOnlyMemory<byte> bytes, string name, GaussianReadOptions? options = null) =>
        Read((FileBytes)bytes, name, options ?? GaussianReadOptions.Default);

    /// <summary>Reads a file, but only the bytes that are needed.</summary>
    internal static GaussianFile Read(FileBytes bytes, string name, GaussianReadOptions options)
    {
        CheckLength(bytes.Length, name, options);
        return Named(name, () => new GaussianFileParser(bytes, options).Parse());
    }

    /// <summary>Reads only the header.</summary>
    /// <exception cref="StylizeException">ImageMissing, ImageTooLarge or ImageUnreadable; its target is the source's
    /// name.</exception>
    public static GaussianFileSummary Peek(ImageSource source)
    {
        using var stream = Open(source);
        var start = new byte[Math.Min(stream.Length, 4096)];
        stream.ReadExactly(start);
        var advice = FormatDefinition.Detect(start) == ImageFormat.Unknown ? "Replace it with a complete .g2d file."
            : "Encode it first with `stylize gaussian encode` or New-GaussianImage.";
        if (start.AsSpan().StartsWith(GaussianFileSignature.AnimationBytes))
        {
            var settings = Named(source.Name, () => AnimationParser.ReadHeader(start), advice);
            return new(settings.Width, settings.Height, settings.MaxCount, stream.Length) { Frames = settings.Frames };
        }

        var header = Named(source.Name, () => GaussianFileParser.ReadHeader(start), advice);
        return new(header.Width, header.Height, header.Count, stream.Length);
    }

    /// <summary>Reads the provenance of a file; null if it has none or cannot be read.</summary>
    internal static ProvenanceRecord? ReadProvenance(ImageSource source, Func<string, OptionSet?> optionsOf)
    {
        try
        {
            using var stream = Open(source);
            var start = new byte[Math.Min(stream.Length, ProvenanceWithin)];
            stream.ReadExactly(start);
            return start.AsSpan().StartsWith(GaussianFileSignature.Bytes)
                || start.AsSpan().StartsWith(GaussianFileSignature.AnimationBytes)
                ? ProvenanceChunk.Read(start, optionsOf) : null;
        }
        catch (Exception failure) when (failure is StylizeException or IOException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> All(Stream stream)
    {
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    internal static Stream Open(ImageSource source) =>
        source.Bytes is { } bytes ? new MemoryStream(bytes.ToArray(), writable: false) : InputFile.Open(source.Name);

    /// <summary>Adds the name of the file to exceptions.</summary>
    /// <param name="advice">What to do about a damaged file; without a header, no part of it can be read.</param>
    internal static T Named<T>(
        string name, Func<T> read,
        string advice = "Check the file. If it is damaged, set {AllowPrefix} to read its intact part.")
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is GaussianFormatException or GaussianLimitException or GaussianVersionException)
        {
            throw e switch
            {
                GaussianFormatException => Errors.NotGaussianFile.From(e, name, e.Message, advice),
                GaussianVersionException version => Errors.FileVersion.From(e, name, e.Message, version.Advice),
                _ => Errors.PartTooLarge.From(e, name, e.Message),
            };
        }
    }
}
