namespace Stylize.Benchmarks;

/// <summary>
/// Makes small changes to valid files: bits, bytes, extreme numbers, and parts that are removed, repeated or copied from another file.
/// </summary>
internal static class Mutation
{
    private static readonly byte[][] Numbers =
    [
        [0], [1], [0x7f], [0x80], [0xff], [0, 0], [0xff, 0xff], [0x7f, 0xff], [0xff, 0x7f], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff],
        [0x7f, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 1], [1, 0, 0, 0], [0, 0x10, 0, 0],
    ];

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
}
