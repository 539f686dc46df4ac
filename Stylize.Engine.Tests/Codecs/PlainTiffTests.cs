using Packing = Stylize.Engine.Tests.Codecs.DrawnTiff.Packing;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Plain TIFF in every layout is read; the files are drawn by DrawnTiff.</summary>
public class PlainTiffTests : CodecTest
{
    [Theory]
    [InlineData(Packing.None, false, 1, 0, 0, false, false)]
    [InlineData(Packing.None, false, 1, 0, 0, true, false)]
    [InlineData(Packing.None, false, 3, 32, 16, false, true)]
    [InlineData(Packing.Deflate, false, 1, 0, 7, false, false)]
    [InlineData(Packing.Deflate, true, 1, 0, 64, false, true)]
    [InlineData(Packing.Deflate, true, 3, 0, 10, true, false)]
    [InlineData(Packing.Deflate, true, 1, 16, 32, true, true)]
    [InlineData(Packing.Lzw, false, 1, 0, 9, false, false)]
    [InlineData(Packing.Lzw, true, 1, 0, 83, false, false)]
    [InlineData(Packing.Lzw, true, 3, 48, 16, false, false)]
    public void Every_layout_is_read(
        Packing packing, bool predictor, int bands, int tileWidth, int blockHeight, bool bigEndian, bool big)
    {
        RequireReading(ImageFormat.Tiff);
        foreach (var bits in (int[])[8, 16])
        {
            const int Width = 131, Height = 83;
            var random = new Random(bits);
            var samples = new long[Width * Height * bands];
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = (ushort)((i / 50 * 7 % 200) + random.Next(i % 1000 < 500 ? 2 : 50));
                samples[i] = bits == 16 ? (ushort)(samples[i] * 251) : samples[i];
            }

            var file = new DrawnTiff(Width, Height, bits)
            {
                Samples = bands, Meaning = bands == 3 ? 2 : 1, Compression = packing, Predictor = predictor ? 2 : 1,
                TileWidth = tileWidth, BlockHeight = blockHeight, BigEndian = bigEndian, IsBig = big,
            }.Write(samples);
            var source = Bytes(file);
            var info = Codec.Identify(source);
            Assert.Equal((Width, Height, bits, bands, 1),
                (info.Width, info.Height, info.BitsPerSample, info.ColorPlanes, info.Pages));
            using var image = Codec.DecodeSamples(source);
            using var reader = Codec.OpenStrips(source);
            var planes = Enumerable.Range(0, bands).Select(_ => new Raster<ushort>(Width, 30)).ToArray();
            using var strip = new SampleImage<ushort>(planes, false, bits);
            for (var y = 0; y < Height; y++)
            {
                if (y % 30 == 0)
                {
                    Assert.Equal(Math.Min(30, Height - y), reader.Read(strip.Planes));
                }

                for (var x = 0; x < Width * bands; x++)
                {
                    Assert.Equal(samples[(y * Width * bands) + x], image.Planes[x % bands][x / bands, y]);
                    Assert.Equal(samples[(y * Width * bands) + x], strip.Planes[x % bands][x / bands, y % 30]);
                }
            }

            Assert.Equal(0, reader.Read(strip.Planes));
            if (!Codec.Name.StartsWith("ImageSharp", StringComparison.Ordinal))
            {
                RequireDamageFound(file, packing);
            }
        }
    }

    /// <summary>Checks that half a file, and a file with a damaged middle, are rejected.</summary>
    private static void RequireDamageFound(byte[] file, Packing packing)
    {
        var shorter = file[..(file.Length / 2)];
        Assert.Equal(StylizeError.ImageUnreadable,
            Assert.Throws<StylizeException>(() => Codec.DecodeSamples(Bytes(shorter))).Error);
        if (packing == Packing.Deflate)
        {
            var damaged = (byte[])file.Clone();
            damaged.AsSpan(file.Length / 2, 40).Fill(0xff);
            Assert.Equal(StylizeError.ImageUnreadable,
                Assert.Throws<StylizeException>(() => Codec.DecodeSamples(Bytes(damaged))).Error);
        }
    }
}
