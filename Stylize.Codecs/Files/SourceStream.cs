using Stylize.Engine;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;

namespace Stylize.Codecs.Files;

/// <summary>An image source opened for reading: its bytes and their format. The file is shared, and free again once disposed.</summary>
internal sealed class SourceStream : IDisposable
{
    private const int BufferSize = 1 << 16;

    private SourceStream(string name, Stream stream, ImageFormat format)
    {
        Name = name;
        Stream = stream;
        Format = format;
    }

    internal string Name { get; }

    /// <summary>The encoded bytes; seekable.</summary>
    internal Stream Stream { get; }

    /// <summary>The format by content; one of the formats that were asked for.</summary>
    internal ImageFormat Format { get; }

    /// <summary>Opens a source, refusing what is missing, empty, too large or of another format.</summary>
    internal static SourceStream Open(ImageSource source, DecodeOptions options, IReadOnlyList<ImageFormat> readable)
    {
        Stream stream = source.Bytes is { } bytes ? OpenMemory(bytes) : InputFile.Open(source.Name);
        try
        {
            if (stream.Length == 0) throw InputFile.Empty(source.Name);

            if (stream.Length > options.MaxFileBytes)
            {
                throw SourceLimits.TooLarge(
                    source.Name, string.Create(CultureInfo.InvariantCulture, $"has {stream.Length:N0} bytes"),
                    options.MaxFileBytes, nameof(DecodeOptions.MaxFileBytes));
            }

            Span<byte> head = stackalloc byte[FormatDefinition.SignatureLength];
            var format = FormatDefinition.Detect(head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
            stream.Position = 0;
            if (format == ImageFormat.Tiff && FileExtensions.FormatOf(source.Name) == ImageFormat.CameraRaw)
            {
                format = ImageFormat.CameraRaw;
            }

            var formats = string.Join(", ", readable.Select(known => FormatDefinition.Of(known).Name));
            if (format == ImageFormat.Unknown)
            {
                throw Unreadable(
                    source.Name, "is not an image of a known format, whatever its name says",
                    $"Formats that can be read: {formats}.");
            }

            if (!readable.Contains(format))
            {
                throw new StylizeException(
                    StylizeError.FormatUnsupported, source.Name,
                    $"'{source.Name}' is {FormatDefinition.Of(format).Name}, which this codec does not read. It reads {formats}.",
                    FormatDefinition.Of(format).Advice);
            }

            return new SourceStream(source.Name, stream, format);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Runs a reader of the stream; what it finds damaged is the source's error.</summary>
    /// <exception cref="StylizeException">ImageUnreadable.</exception>
    internal T Read<T>(Func<Stream, T> read)
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

    /// <summary>The error for a source that is damaged or not an image.</summary>
    internal static StylizeException Unreadable(string name, string what, string advice, Exception? inner = null) =>
        new(StylizeError.ImageUnreadable, name, $"'{name}' {what}.", advice, inner);

    /// <summary>The error for a source whose pixels cannot be decoded: one of a kind that is not read, or else a damaged one.</summary>
    internal StylizeException Damaged(Exception inner) => UnreadKind.Of(Format, Stream) is { } kind
        ? new StylizeException(
            StylizeError.FormatUnsupported, Name,
            $"'{Name}' cannot be decoded: {FormatDefinition.Of(Format).Name} files with {kind} are not read.",
            "Save it again in another program, as an ordinary PNG or TIFF.", inner)
        : Unreadable(
            Name, $"cannot be decoded: the {FormatDefinition.Of(Format).Name} data is damaged or cut short",
            "Replace the file with an intact copy.", inner);

    public void Dispose() => Stream.Dispose();

    private static MemoryStream OpenMemory(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
}
