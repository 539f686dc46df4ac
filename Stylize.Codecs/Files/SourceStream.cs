namespace Stylize.Codecs.Files;

/// <summary>An image source that is open for reading. Other programs can open the file at the same time.</summary>
internal sealed class SourceStream(string name, Stream stream, ImageFormat format) : IDisposable
{
#if IMAGESHARP
    private const string OtherLibrary = "";
#else
    private const string OtherLibrary =
        " If the system's libvips reads it, you can also set STYLIZE_LIBVIPS=system (`stylize formats` lists its "
        + "formats).";
#endif

    internal string Name { get; } = name;

    /// <summary>The encoded bytes; seekable.</summary>
    internal Stream Stream { get; } = stream;

    internal ImageFormat Format { get; } = format;

    /// <summary>True if the sample after the colors of a TIFF is not alpha.</summary>
    internal bool HasOpaqueExtra { get; set; }

    /// <summary>What a library that refuses the file may not know; null for nothing.</summary>
    internal string? Kind { get; set; }

    internal static SourceStream Open(ImageSource source, DecodeOptions options, IReadOnlyList<ImageFormat> readable)
    {
        Stream input = source.Bytes is { } bytes ? OpenMemory(bytes) : InputFile.Open(source.Name);
        return input.HandedTo(stream =>
        {
            if (stream.Length == 0) throw Engine.Errors.IsEmpty.With(source.Name);

            Span<byte> head = stackalloc byte[FormatDefinition.SignatureLength];
            var format =
                FormatDefinition.Detect(head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
            stream.Position = 0;
            var named = FormatDefinition.ForFormat(FileExtensions.FormatOf(source.Name));
            if (named.StartsLike == format
                || (format == ImageFormat.Unknown && named.Format == ImageFormat.OtherMicroscope))
            {
                format = named.Format;
            }
            else if (format == ImageFormat.Unknown
                && BinaryPrimitives.ReadUInt32LittleEndian(head) is 12 or (>= 40 and <= 124)
                && source.Name.EndsWith(".dib", StringComparison.OrdinalIgnoreCase))
            {
                format = ImageFormat.Bmp;
            }

            if (stream.Length > options.MaxFileBytes && !FormatDefinition.ForFormat(format).IsOfMicroscope)
            {
                throw SourceLimits.TooLarge(
                    source.Name, Invariant($"has {stream.Length:N0} bytes"),
                    options.MaxFileBytes, nameof(DecodeOptions.MaxFileBytes));
            }

            var formats = string.Join(", ", readable.Select(known => FormatDefinition.ForFormat(known).Name));
            if (format == ImageFormat.Unknown)
            {
                throw (source.Name.EndsWith(".g2d", StringComparison.OrdinalIgnoreCase)
                    ? Errors.GaussianImage : Errors.UnknownFormat).With(source.Name, formats);
            }

            if (!readable.Contains(format))
            {
                var name = format != ImageFormat.OtherMicroscope ? FormatDefinition.ForFormat(format).Name
                    : Path.GetExtension(source.Name)[1..].ToUpperInvariant();
                throw Errors.FormatUnread.With(
                    source.Name, name, formats,
                    FormatDefinition.ForFormat(format).Advice, IsOfOtherLibraries(format) ? OtherLibrary : "");
            }

            return new SourceStream(source.Name, stream, format);
        });
    }

    /// <summary>Runs a reader of the stream, and reports damage as an error of the source.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: the source is damaged.</exception>
    internal T Read<T>(Func<Stream, T> read)
        where T : allows ref struct
    {
        try
        {
            return read(Stream);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            throw Damaged(failure);
        }
    }

    internal StylizeException Damaged(Exception inner) =>
        ((inner as UnsupportedDataException)?.Kind ?? Kind ?? UnsupportedKind.Describe(Format, Stream)) is { } kind
        ? Unsupported(kind, inner)
        : Errors.Damaged.From(inner, Name, FormatDefinition.ForFormat(Format).Name);

    /// <summary>Reports damaged data that was decoded nevertheless.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: the options refuse it.</exception>
    internal void ReportDamage(DecodeOptions options, Exception inner)
    {
        if (options.Damaged is null) throw Damaged(inner);

        options.Damaged(
            $"'{StylizeException.Verbatim(Name)}' has damaged {FormatDefinition.ForFormat(Format).Name} data, so that "
            + "pixels may be wrong. "
            + "Replace the file with an undamaged copy, or use {Strict} to refuse such files.");
    }

    internal StylizeException Unsupported(string kind, Exception? inner = null) =>
        Errors.KindUnsupported.From(inner, Name, FormatDefinition.ForFormat(Format).Name, kind);

    public void Dispose() => Stream.Dispose();

    private static bool IsOfOtherLibraries(ImageFormat format) => format
        is ImageFormat.Heic or ImageFormat.JpegXl or ImageFormat.Jpeg2000 or ImageFormat.CameraRaw or ImageFormat.Svg
            or ImageFormat.Pdf;

    private static MemoryStream OpenMemory(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
}

/// <summary>Compares a header with the limits, to reject a decompression bomb before pixels are decoded.</summary>
internal static class SourceLimits
{
    /// <summary>Throws ImageTooLarge with the value and the option that raises the limit.</summary>
    internal static void Check(string name, long width, long height, int pages, DecodeOptions options)
    {
        if (Math.Max(width, height) > options.MaxSide)
        {
            var longest = Math.Max(width, height);
            throw TooLarge(
                name, Invariant($"has {width:N0} x {height:N0} pixels, with a side of {longest:N0}"), options.MaxSide,
                nameof(DecodeOptions.MaxSide));
        }

        if (width * height > options.MaxPixels)
        {
            throw TooLarge(
                name, Invariant($"has {width:N0} x {height:N0} = {width * height:N0} pixels"), options.MaxPixels,
                nameof(DecodeOptions.MaxPixels));
        }

        if (pages > options.MaxPages)
        {
            throw TooLarge(name, Invariant($"has {pages:N0} pages"), options.MaxPages, nameof(DecodeOptions.MaxPages));
        }
    }

    internal static void CheckPage(string name, int pages, DecodeOptions options)
    {
        if (options.Page >= pages)
        {
            var count = Invariant($"{pages} {(pages == 1 ? "page or frame" : "pages or frames")}");
            throw Errors.NoPage.With(name, options.Page, count, pages - 1);
        }
    }

    internal static StylizeException TooLarge(string name, string what, long limit, string option) =>
        (option == nameof(DecodeOptions.MaxPixels) ? Errors.TooManyPixels : Errors.TooLarge).With(name, what, limit);
}

/// <summary>The file is not damaged, but of a kind that is not read.</summary>
/// <param name="kind">The feature, such as "a JPEG inside".</param>
internal sealed class UnsupportedDataException(string kind) : IOException($"Not supported: {kind}.")
{
    public string Kind => kind;
}

/// <summary>Distinguishes an undamaged file of an unsupported kind from a damaged one by its header, which libraries do
/// not.</summary>
internal static class UnsupportedKind
{
    /// <summary>Returns the unsupported feature of the file, such as "LZMA compression"; null if the header shows
    /// none.</summary>
    internal static string? Describe(ImageFormat format, Stream stream)
    {
        try
        {
            return format switch
            {
                ImageFormat.Tiff => OfTiff(stream),
                ImageFormat.Jpeg => OfJpeg(stream),
                _ => null,
            };
        }
        catch (Exception failure) when (
            failure is IOException or InvalidDataException or ObjectDisposedException)
        {
            // A library closes the file when it fails.
            return null;
        }
    }

    private static string? OfTiff(Stream stream)
    {
        var tiff = new TiffReader(stream);
        var tags = tiff.Tags(tiff.Directories(0)[0]);
        return TiffKind.Unsupported(tags) ?? TiffKind.Unclear(tags);
    }

    private static string? OfJpeg(Stream stream) => JpegFrame.Find(stream) switch
    {
        { Marker: 0xc3 or 0xcb } => "lossless JPEG data",
        { Marker: 0xf7 } => "JPEG-LS data",
        { Marker: (>= 0xc5 and <= 0xc7) or >= 0xcd } => "hierarchical JPEG data",
        { Bits: not 8 and var bits } => Invariant($"samples of {bits} bits"),
        _ => null,
    };
}
