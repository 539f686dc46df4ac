using System.IO.Compression;
using Stylize.Engine.Imaging.Deflate;

namespace Stylize.Engine.Tests.Imaging.Deflate;

/// <summary>What is deflated comes back through the platform's zlib, which also checks the checksum.</summary>
public class RowDeflaterTests
{
    public static TheoryData<string, int, int> Images => new()
    {
        { "empty", 8, 0 }, { "one byte", 1, 1 }, { "zeros", 100, 70_000 }, { "zeros", 1, 1_000 }, { "noise", 4096, 300_000 },
        { "skewed", 4096, 400_000 }, { "rows", 4096, 500_000 }, { "rows", 33_000, 300_000 }, { "runs", 257, 200_001 },
        { "ramp", 256, 70_000 }, { "fibonacci", 1000, 400_000 },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void ComesBackThroughZlib(string kind, int rowBytes, int length)
    {
        var data = Make(kind, rowBytes, length);
        using var packed = new MemoryStream();
        var deflater = new RowDeflater(packed);
        deflater.Begin(rowBytes);
        deflater.Add(data.AsSpan(0, length / 3));
        deflater.Add(data.AsSpan(length / 3));
        deflater.End();
        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        using var back = new MemoryStream();
        zlib.CopyTo(back);
        Assert.Equal(data, back.ToArray());
        Assert.True(packed.Length <= length + (length / 1000) + 64, $"{packed.Length} of {length}");
        if (kind is "zeros" or "rows" or "runs" && length > 10_000 && rowBytes < 32_768)
        {
            Assert.InRange(packed.Length, 1, length / 8);
        }
    }

    [Fact]
    public void CheckSumsAreThoseOfTheDefinition()
    {
        var random = new Random(3);
        foreach (var length in (int[])[0, 1, 31, 32, 511, 512, 513, 100_000])
        {
            var data = new byte[length];
            random.NextBytes(data);
            data.AsSpan(0, length / 2).Fill(255);
            uint low = 1, high = 0;
            foreach (var value in data)
            {
                low = (low + value) % 65521;
                high = (high + low) % 65521;
            }

            var half = Adler32.Append(Adler32.Start, data.AsSpan(0, length / 3));
            Assert.Equal((high << 16) | low, Adler32.Append(half, data.AsSpan(length / 3)));
        }
    }

    private static byte[] Make(string kind, int rowBytes, int length)
    {
        var random = new Random(1);
        var data = new byte[length];
        for (var i = 0; i < length; i++)
        {
            data[i] = kind switch
            {
                "noise" => (byte)random.Next(256),
                "skewed" => (byte)(random.Next(16) * random.Next(16)),
                "rows" => i >= rowBytes && random.Next(200) > 0 ? data[i - rowBytes] : (byte)random.Next(256),
                "runs" => i > 0 && random.Next(300) > 0 ? data[i - 1] : (byte)random.Next(256),
                "ramp" => (byte)i,
                // Counts that grow as Fibonacci's numbers make the deepest Huffman trees.
                "fibonacci" => (byte)Math.Min(30, Math.Log(1 / (1 - random.NextDouble()), 1.618)),
                _ => 0,
            };
        }

        return data;
    }
}
