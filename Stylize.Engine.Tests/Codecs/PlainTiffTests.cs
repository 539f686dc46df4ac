namespace Stylize.Engine.Tests.Codecs;

/// <summary>Plain TIFF in every layout is read; the files come from a simple encoder of TIFF 6.0 below.</summary>
public class PlainTiffTests : CodecTest
{
    public enum Packing
    {
        None = 1,
        Lzw = 5,
        Deflate = 8,
    }

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
    public void Every_layout_is_read(Packing packing, bool predictor, int bands, int tileWidth, int blockHeight, bool bigEndian, bool big)
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

            var file = Write(samples, Width, Height, bands, bits, packing, predictor, tileWidth, blockHeight, bigEndian, big);
            var source = Bytes(file);
            var info = Codec.Identify(source);
            Assert.Equal((Width, Height, bits, bands, 1), (info.Width, info.Height, info.BitsPerSample, info.ColorPlanes, info.Pages));
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
        Assert.Equal(StylizeError.ImageUnreadable, Assert.Throws<StylizeException>(() => Codec.DecodeSamples(Bytes(shorter))).Error);
        if (packing == Packing.Deflate)
        {
            var damaged = (byte[])file.Clone();
            damaged.AsSpan(file.Length / 2, 40).Fill(0xff);
            Assert.Equal(StylizeError.ImageUnreadable, Assert.Throws<StylizeException>(() => Codec.DecodeSamples(Bytes(damaged))).Error);
        }
    }

    /// <param name="kind">The sample format: 1 for unsigned and 2 for signed integers, 3 for floating-point numbers.</param>
    internal static byte[] Write(
        long[] samples, int width, int height, int bands, int bits, Packing packing, bool predictor, int tileWidth, int blockHeight,
        bool bigEndian, bool big, int kind = 1)
    {
        using var file = new MemoryStream();
        file.Write(bigEndian ? "MM"u8 : "II"u8);
        Put(big ? 43 : 42, 2);
        if (big)
        {
            Put(8, 2);
            Put(0, 2);
        }

        var linkAt = file.Position;
        Put(0, big ? 8 : 4);
        var isTiled = tileWidth > 0;
        var blockWidth = isTiled ? tileWidth : width;
        var rows = blockHeight > 0 ? blockHeight : height;
        var (offsets, sizes) = (new List<long>(), new List<long>());
        for (var top = 0; top < height; top += rows)
        {
            for (var left = 0; left < width; left += blockWidth)
            {
                var block = new MemoryStream();
                for (var y = top; y < top + rows && (isTiled || y < height); y++)
                {
                    for (var x = left * bands; x < (left + blockWidth) * bands; x++)
                    {
                        var before = predictor && x >= (left + 1) * bands ? At(x - bands, y) : 0;
                        Number(block, unchecked(At(x, y) - before), bits / 8, bigEndian);
                    }
                }

                var packed = Pack(block.ToArray());
                offsets.Add(file.Position);
                sizes.Add(packed.Length);
                file.Write(packed);
            }
        }

        if (file.Position % 2 == 1)
        {
            file.WriteByte(0);
        }

        (int Tag, int Size, long[] Values)[] entries =
        [
            (256, 4, [width]), (257, 4, [height]), (258, 2, [.. Enumerable.Repeat((long)bits, bands)]), (259, 2, [(long)packing]),
            (262, 2, [bands == 3 ? 2 : 1]), .. isTiled ? [] : ((int, int, long[])[])[(273, 4, [.. offsets])], (277, 2, [bands]),
            .. isTiled ? [] : ((int, int, long[])[])[(278, 4, [rows]), (279, 4, [.. sizes])], (317, 2, [predictor ? 2 : 1]),
            .. !isTiled ? [] : ((int, int, long[])[])
                [(322, 4, [tileWidth]), (323, 4, [rows]), (324, 4, [.. offsets]), (325, 4, [.. sizes])],
            (339, 2, [.. Enumerable.Repeat((long)kind, bands)]),
        ];
        var directory = file.Position;
        var behind = directory + (big ? 8 + (20 * entries.Length) + 8 : 2 + (12 * entries.Length) + 4);
        Put(entries.Length, big ? 8 : 2);
        using var values = new MemoryStream();
        foreach (var (tag, size, list) in entries)
        {
            Put(tag, 2);
            Put(size == 2 ? 3 : 4, 2);
            Put(list.Length, big ? 8 : 4);
            using var bytes = new MemoryStream();
            foreach (var value in list)
            {
                Number(bytes, value, size, bigEndian);
            }

            if (bytes.Length <= (big ? 8 : 4))
            {
                bytes.SetLength(big ? 8 : 4);
                file.Write(bytes.ToArray());
            }
            else
            {
                Put(behind + values.Length, big ? 8 : 4);
                values.Write(bytes.ToArray());
            }
        }

        Put(0, big ? 8 : 4);
        file.Write(values.ToArray());
        file.Position = linkAt;
        Put(directory, big ? 8 : 4);
        return file.ToArray();

        byte[] Pack(byte[] block) =>
            packing == Packing.Lzw ? Lzw(block) : packing == Packing.Deflate ? EncodedFiles.Deflated(block) : block;

        long At(int x, int y) => x < width * bands && y < height ? samples[(y * width * bands) + x] : 0;
        void Put(long value, int size) => Number(file, value, size, bigEndian);
    }

    private static void Number(Stream stream, long value, int size, bool bigEndian)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        bytes.AsSpan(0, size).CopyTo(bytes);
        if (bigEndian)
        {
            bytes.AsSpan(0, size).Reverse();
        }

        stream.Write(bytes, 0, size);
    }

    /// <summary>Encodes LZW exactly as TIFF 6.0, section 13, describes.</summary>
    private static byte[] Lzw(byte[] data)
    {
        var (bits, table) = (new List<bool>(), new Dictionary<string, int>());
        Clear();
        var omega = "";
        foreach (var value in data)
        {
            var longer = omega + (char)value;
            if (table.ContainsKey(longer))
            {
                omega = longer;
                continue;
            }

            Code(table[omega]);
            table[longer] = table.Count + 2;
            omega = ((char)value).ToString();
            if (table.Count + 2 == 4095)
            {
                Clear();
            }
        }

        Code(table[omega]);
        table["\uffff"] = 0;
        Code(257);
        while (bits.Count % 8 != 0)
        {
            bits.Add(false);
        }

        return [.. bits.Chunk(8).Select(b => (byte)b.Aggregate(0, (sum, bit) => (2 * sum) + (bit ? 1 : 0)))];

        void Clear()
        {
            if (table.Count > 0)
            {
                Code(256);
            }
            else
            {
                Bits(256, 9);
            }

            table.Clear();
            for (var i = 0; i < 256; i++)
            {
                table[((char)i).ToString()] = i;
            }
        }

        // Codes are wide enough for the next free entry of the table, which is 258 at first.
        void Code(int code) => Bits(code, table.Count + 2 < 512 ? 9 : table.Count + 2 < 1024 ? 10 : table.Count + 2 < 2048 ? 11 : 12);

        void Bits(int code, int width)
        {
            for (var bit = width - 1; bit >= 0; bit--)
            {
                bits.Add(((code >> bit) & 1) == 1);
            }
        }
    }
}
