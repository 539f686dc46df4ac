namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>
/// The META chunk: pairs of name and value, each a length in bytes and UTF-8 text. Names are unique and in ascending order.
/// </summary>
internal static class MetadataChunk
{
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public static byte[] Create(IReadOnlyDictionary<string, string> metadata)
    {
        var data = new List<byte>();
        foreach (var (name, value) in metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            Write(data, name);
            Write(data, value);
        }

        return data.Count <= MaxBytes
            ? [.. data]
            : throw new StylizeException(
                StylizeError.OperationFailed,
                "Metadata",
                $"The metadata has {data.Count} bytes; the limit is {MaxBytes} bytes.",
                "Remove long entries.");
    }

    public static IReadOnlyDictionary<string, string> Parse(ReadOnlySpan<byte> data)
    {
        GaussianFormatException.ThrowIf(data.Length > MaxBytes, "the metadata is too long");

        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var position = 0;
        while (position < data.Length)
        {
            var name = Read(data, ref position);
            metadata[name] = Read(data, ref position);
        }

        return metadata;
    }

    private static void Write(List<byte> target, string text)
    {
        var bytes = Utf8.GetBytes(text);
        VariableInteger.Write(target, (uint)bytes.Length);
        target.AddRange(bytes);
    }

    private static string Read(ReadOnlySpan<byte> data, ref int position)
    {
        var length = VariableInteger.Read(data, ref position);
        GaussianFormatException.ThrowIf(length > data.Length - position, "a text of the metadata is truncated");

        try
        {
            var text = Utf8.GetString(data.Slice(position, (int)length));
            position += (int)length;
            return text;
        }
        catch (DecoderFallbackException)
        {
            throw new GaussianFormatException("a text of the metadata is not UTF-8");
        }
    }
}
