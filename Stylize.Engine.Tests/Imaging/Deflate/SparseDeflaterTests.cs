using System.IO.Compression;
using System.Runtime.InteropServices;
using Stylize.Engine.Imaging.Deflate;

namespace Stylize.Engine.Tests.Imaging.Deflate;

/// <summary>What is deflated comes back through the platform's zlib, which also checks the checksum.</summary>
public class SparseDeflaterTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1000, 1)]
    [InlineData(5000, 2)]
    [InlineData(200_000, 3)]
    [InlineData(200_000, 40)]
    [InlineData(300_000, 900)]
    [InlineData(40_000_000, 9_000_000)]
    public void ComesBackThroughZlib(int samples, int meanGap)
    {
        var random = new Random(samples + meanGap);
        var narrow = new ushort[samples];
        var wide = new uint[samples];
        for (var at = random.Next(meanGap); at < samples; at += 1 + random.Next(2 * meanGap))
        {
            // Values with bytes of zero in all places.
            narrow[at] = (ushort)(random.Next(3) switch { 0 => random.Next(256), 1 => random.Next(256) << 8, _ => random.Next(65536) });
            wide[at] = (uint)random.Next() & (uint)random.Next(16) switch { 0 => 0xff, 1 => 0xff00_0000, 2 => 0xff_ff00, _ => 0xffff_ffff };
        }

        Assert.Equal(MemoryMarshal.AsBytes<ushort>(narrow).ToArray(), ThereAndBack(narrow, 2));
        if (samples < 1_000_000)
        {
            Assert.Equal(MemoryMarshal.AsBytes<uint>(wide).ToArray(), ThereAndBack(wide, 4));
        }
    }

    private static byte[] ThereAndBack<T>(T[] samples, int bytes)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        using var packed = new MemoryStream();
        var deflater = new SparseDeflater(bytes);
        foreach (var _ in (int[])[1, 2])
        {
            // A deflater serves many streams.
            packed.SetLength(0);
            deflater.Begin(packed);
            for (var (at, next) = (0, 0); at < samples.Length; at = next + 1)
            {
                next = at + Math.Max(0, samples.AsSpan(at).IndexOfAnyExcept(T.Zero));
                if (samples[next] == T.Zero)
                {
                    deflater.Skip(samples.Length - at);
                    break;
                }

                deflater.Skip(next - at);
                deflater.Add(uint.CreateTruncating(samples[next]));
            }

            deflater.End();
        }

        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        using var back = new MemoryStream();
        zlib.CopyTo(back);
        return back.ToArray();
    }
}
