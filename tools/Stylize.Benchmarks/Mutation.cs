using System.IO.Hashing;

namespace Stylize.Benchmarks;

/// <summary>
/// Makes small changes to valid files: bits, bytes, extreme numbers, and parts that are removed, repeated or copied
/// from another file.
/// </summary>
internal static class Mutation
{
    private static readonly byte[][] Numbers =
    [
        [0], [1], [0x7f], [0x80], [0xff], [0, 0], [0xff, 0xff], [0x7f, 0xff], [0xff, 0x7f], [0, 0, 0, 0],
        [0xff, 0xff, 0xff, 0xff],
        [0x7f, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 1], [1, 0, 0, 0], [0, 0x10, 0, 0],
    ];

    private static readonly string[] Words =
    [
        "-1", "0", "00", "255", "256", "300", "999", "4097", "2147483647", "2147483648", "-9223372036854775808",
        "99999999999999999999",
        "1e400", "1e-320", "-0.0", "0.00001", "NaN", "Infinity", "0x10", "\u0661", "null", "true", "\"\"",
        "{}", "[]", "",
    ];

    private static readonly string[] Marks =
    [
        "\"", "'", "\\", "\n", "\r", "\r\n", "\n\n", "\t", "\0", "\a", "\uFEFF", "\u2028", ",", ";", ":", "=", "#",
        "//", "{", "}", "[", "]", "(", ")", "..", "/", "*", "?", "%", " ", "\u00e9",
    ];

    /// <summary>Returns a copy of one of the samples with other numbers, marks or lines.</summary>
    public static byte[] OfText(IReadOnlyList<byte[]> samples, Random random)
    {
        var bytes = samples[random.Next(samples.Count)].ToList();
        for (var i = 1 + random.Next(random.Next(1, 5)); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    var digit = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
                    at = digit < 0 ? at : digit;
                    var end = bytes.FindIndex(at, b => b is not (>= (byte)'0' and <= (byte)'9' or (byte)'.'));
                    bytes.RemoveRange(at, (end < 0 ? bytes.Count : end) - at);
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]));
                    break;
                case 1:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Marks[random.Next(Marks.Length)]));
                    break;
                case 2:
                    var from = bytes.LastIndexOf((byte)'\n', at) + 1;
                    var to = bytes.FindIndex(at, b => b == (byte)'\n') is >= 0 and var next ? next + 1 : bytes.Count;
                    var line = bytes.GetRange(Math.Min(from, to), Math.Max(0, to - from));
                    bytes.RemoveRange(Math.Min(from, to), line.Count);
                    for (var copies = random.Next(3); copies > 0; copies--)
                    {
                        bytes.InsertRange(random.Next(bytes.Count + 1), line);
                    }

                    break;
                default:
                    var other = samples[random.Next(samples.Count)];
                    var start = random.Next(other.Length);
                    bytes.InsertRange(
                        at, other.AsSpan(start, random.Next(Math.Min(64, other.Length - start) + 1)).ToArray());
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Returns a changed copy of one of the samples.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> samples, Random random)
    {
        var bytes = samples[random.Next(samples.Count)].ToList();
        for (var i = 1 + random.Next(random.Next(1, 9)); i > 0 && bytes.Count > 0; i--)
        {
            // Most decisions depend on the header, so change it more often.
            var at = random.Next(2) == 0 ? random.Next(Math.Min(bytes.Count, 128)) : random.Next(bytes.Count);
            var length = Math.Min(1 + random.Next(random.Next(1, 64)), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    var number = Numbers[random.Next(Numbers.Length)];
                    for (var k = 0; k < number.Length && at + k < bytes.Count; k++)
                    {
                        bytes[at + k] = number[k];
                    }

                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 5:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 6:
                    var other = samples[random.Next(samples.Count)];
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other.AsSpan(from, Math.Min(length, other.Length - from)).ToArray());
                    break;
                default:
                    bytes[at] = (byte)(bytes[at] + random.Next(-4, 5));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Writes correct checksums of the chunks of a .g2d or PNG file, so that damage reaches the
    /// decoder.</summary>
    public static void RepairChecksums(byte[] bytes)
    {
        // Both have chunks of a length, a type of 4 bytes, data, and the checksum of type and data.
        var isPng = bytes.AsSpan().StartsWith((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G']);
        for (var position = isPng ? 8 : 5; position + 12 <= bytes.Length;)
        {
            var head = bytes.AsSpan(position);
            var length = isPng
                ? BinaryPrimitives.ReadUInt32BigEndian(head) : BinaryPrimitives.ReadUInt32LittleEndian(head);
            if (length > bytes.Length - position - 12) return;

            var end = position + 8 + (int)length;
            var checksum = Crc32.HashToUInt32(bytes.AsSpan((position + 4)..end));
            BinaryPrimitives.WriteUInt32LittleEndian(
                bytes.AsSpan(end), isPng ? BinaryPrimitives.ReverseEndianness(checksum) : checksum);
            position = end + 4;
        }
    }
}
