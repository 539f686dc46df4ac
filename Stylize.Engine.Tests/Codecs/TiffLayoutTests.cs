using Stylize.Codecs.Files;
using Packing = Stylize.Engine.Tests.Codecs.DrawnTiff.Packing;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// Every layout of TIFF either gives the stored numbers, which are drawn here, or is refused by the name of its
/// feature. Tags that speak of display change no number.
/// </summary>
public sealed class TiffLayoutTests : CodecTest
{
    private const int Width = 21, Height = 18;
    private static readonly Packing[] Packings =
        [Packing.None, Packing.Lzw, Packing.Deflate, Packing.PackBits, Packing.Zstandard];

    public static TheoryData<int> Compressions => [.. TiffKind.Compressions.Keys.Select(number => (int)number), 65000];

    public static TheoryData<int, int> SampleFormats => new(
        from kind in (int[])[1, 2, 3]
        from bits in (int[])[1, 2, 4, 8, 10, 12, 14, 16, 24, 32, 64]
        select (kind, bits));

    /// <summary>A thirteenth of the combinations of each sample format, different ones for each.</summary>
    [Theory]
    [MemberData(nameof(SampleFormats))]
    public void Numbers_are_those_of_the_file_or_refused_by_name(int kind, int bits) => Check(kind, bits, 13);

    [Theory]
    [MemberData(nameof(SampleFormats))]
    [Trait("Tier", "All")]
    public void All_combinations_are_read_or_refused_by_name(int kind, int bits) => Check(kind, bits, 1);

    private static void Check(int kind, int bits, int step)
    {
        var layouts =
            from samples in Enumerable.Range(1, 4)
            from isPlanar in samples == 1 ? [false] : (bool[])[false, true]
            from tile in (int[])[0, 16]
            from packing in Packings
            from predictor in (int[])[1, 2, 3]
            from bigEndian in (bool[])[false, true]
            from big in (bool[])[false, true]
            select new DrawnTiff(Width, Height, bits)
            {
                Kind = kind, Samples = samples, IsPlanar = isPlanar, TileWidth = tile, BlockHeight = tile == 0 ? 5 : 16,
                Compression = packing, Predictor = predictor, BigEndian = bigEndian, IsBig = big,
            };
        foreach (var (_, layout) in layouts.Index().Where(layout => (layout.Index + bits + kind) % step == 0))
        {
            var isRead = IsRead(kind, bits, layout.Predictor, layout.Compression);
            var (stored, numbers) = Draw(layout);
            var file = layout.Write(stored);
            var source = Bytes(file);
            for (var page = 0; page < layout.Samples; page++)
            {
                var options = new DecodeOptions { Page = page };
                if (!isRead)
                {
                    var failure = Assert.Throws<StylizeException>(() => Numbers(source, options));
                    Assert.True(failure.Error == StylizeError.FormatUnsupported, $"{layout}: {failure.Message}");
                    Assert.Matches("predictor|samples of", failure.Message);
                    continue;
                }

                Fails.Of(StylizeError.ImageUnreadable, () => Numbers(Bytes(file[..(file.Length / 2)]), options));
                var info = Codec.Identify(source, options);
                Assert.Equal((layout.Samples, 1), (info.Pages, info.ColorPlanes));
                double[] expected = [.. numbers.Where((_, i) => i % layout.Samples == page)];
                Assert.True(expected.SequenceEqual(Numbers(source, options)), $"{layout}, page {page}");
                if (kind == 1 && bits <= 16)
                {
                    using var samples = Codec.DecodeSamples(source, options);
                    var stored16 = Pixels.Of(samples.Planes[0]).Select(sample => (double)sample);
                    Assert.True(expected.SequenceEqual(stored16), $"{layout}");
                    using var strips = Codec.OpenStrips(source, options);
                    using var rows = new Raster<ushort>(Width, Height);
                    Assert.True(strips.Read([rows]) == Height && Pixels.Of(rows).SequenceEqual(
                        Pixels.Of(samples.Planes[0])), $"Strips of {layout}");
                }
            }
        }
    }

    /// <summary>The table of the page on formats states what is read.</summary>
    [Fact]
    public void The_table_of_the_page_is_true()
    {
        var page = File.ReadAllText(Checkout.Path("docs", "codecs.md"));
        (string Name, int Kind, int[] Bits)[] rows =
        [
            ("unsigned integers of 8, 16, 32 and 64 bits", 1, [8, 16, 32, 64]),
            ("unsigned integers of 1 to 31 other bits but 24, packed", 1, [1, 2, 4, 10, 12, 14]),
            ("signed integers of 8, 16, 32 and 64 bits", 2, [8, 16, 32, 64]),
            ("floating-point numbers of 16, 32 and 64 bits", 3, [16, 32, 64]),
            ("other signed integers and floating-point numbers", 2, [1, 2, 4, 10, 12, 14, 24]),
        ];
        foreach (var (name, kind, bits) in rows)
        {
            var cells = from packing in (Packing[])[Packing.None, Packing.Lzw]
                        from predictor in (int[])[1, 2, 3]
                        where packing != Packing.None || predictor == 1
                        select bits.All(size => IsRead(kind, size, predictor, packing)) ? "read" : "refused";
            Assert.Contains($"| {name} | {string.Join(" | ", cells)} |", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(null)]
    public void The_meaning_of_gray_changes_no_number(int? meaning)
    {
        foreach (var bits in (int[])[1, 4, 8, 12, 16])
        {
            var map = (320, Enumerable.Range(0, 3 << bits).Select(i => (long)(i * 7 % 65536)).ToArray());
            var layout = new DrawnTiff(Width, Height, bits) { Meaning = meaning, Extra = meaning == 3 ? [map] : [] };
            var (stored, numbers) = Draw(layout);
            var source = Bytes(layout.Write(stored));
            Assert.Equal(1, Codec.Identify(source).ColorPlanes);
            Assert.Equal(numbers, Numbers(source));
            using var strips = Codec.OpenStrips(source);
            using var rows = new Raster<ushort>(Width, Height);
            Assert.Equal(Height, strips.Read([rows]));
            Assert.Equal(numbers, Pixels.Of(rows).Select(sample => (double)sample));
        }
    }

    [Fact]
    public void Pictures_show_what_the_tags_say()
    {
        (int, int, int)[] kinds =
            [(12, 0, 1), (12, 1, 1), (4, 2, 3), (8, 2, 3), (12, 2, 3), (16, 2, 3), (16, 1, 2), (8, 0, 2)];
        foreach (var (bits, meaning, samples) in kinds)
        {
            foreach (var isPlanar in (bool[])[false, true])
            {
                var layout = new DrawnTiff(Width, Height, bits)
                {
                    Meaning = meaning, Samples = samples, IsPlanar = isPlanar,
                };
                var (stored, _) = Draw(layout);
                var source = Bytes(layout.Write(stored));
                using var picture = Codec.DecodeRgba(source);
                for (var i = 0; i < Width * Height; i++)
                {
                    byte Shown(int band)
                    {
                        var share = (double)stored[(i * samples) + (meaning == 2 ? band : 0)] / ((1L << bits) - 1);
                        share = meaning == 0 ? 1 - share : share;
                        return (byte)Math.Round(255 * share, MidpointRounding.AwayFromZero);
                    }

                    Assert.Equal(new Rgba32(Shown(0), Shown(1), Shown(2)), picture[i % Width, i / Width]);
                }

                if (meaning != 2) continue;

                using var strips = Codec.OpenStrips(source);
                Raster<ushort>[] planes = [.. Enumerable.Range(0, 3).Select(_ => new Raster<ushort>(Width, 7))];
                var first = 0;
                while (strips.Read(planes) is > 0 and var rows)
                {
                    foreach (var (i, band) in Coordinates(rows * Width, 3))
                    {
                        Assert.Equal(stored[(((first * Width) + i) * 3) + band], planes[band][i % Width, i / Width]);
                    }

                    first += rows;
                }

                Assert.Equal(Height, first);
            }
        }
    }

    /// <summary>The second sample is alpha only if the file says so.</summary>
    [Theory]
    [InlineData(8, 2, 2, 1, 1)]
    [InlineData(16, 2, 2, 1, 1)]
    [InlineData(16, 2, 0, 2, 1)]
    [InlineData(8, 4, 2, 1, 3)]
    [InlineData(16, 4, 2, 1, 3)]
    public void Alpha_is_declared(int bits, int samples, int extra, int pages, int colors)
    {
        foreach (var isPlanar in (bool[])[false, true])
        {
            var layout = new DrawnTiff(Width, Height, bits)
            {
                Samples = samples, Meaning = colors == 3 ? 2 : 1, IsPlanar = isPlanar, Extra = [(338, [extra])],
            };
            var (stored, numbers) = Draw(layout);
            var source = Bytes(layout.Write(stored));
            var info = Codec.Identify(source);
            Assert.Equal((pages, extra == 2, colors), (info.Pages, info.HasAlpha, info.ColorPlanes));
            if (pages == 2)
            {
                Assert.Equal(2, info.Channels);
                Assert.Equal(numbers.Where((_, i) => i % 2 == 0), Numbers(source));
            }
            else if (!Codec.Name.StartsWith("ImageSharp", StringComparison.Ordinal))
            {
                using var image = Codec.DecodeSamples(source);
                Assert.Equal((samples, true, bits), (image.Planes.Count, image.HasAlpha, image.BitsPerSample));
                Assert.Equal(
                    stored, Enumerable.Range(0, stored.Length).Select(
                        i => (long)image.Planes[i % samples][i / samples % Width, i / samples / Width]));
            }
        }
    }

    /// <summary>
    /// Each compression of the table gives the stored numbers in every way of reading and every order of blocks, or is
    /// refused by its name. A picture shows what the tag of its meaning says.
    /// </summary>
    [Theory]
    [MemberData(nameof(Compressions))]
    public void Every_compression_is_read_in_every_way_or_refused_by_name(int compression)
    {
        var (name, reader) = TiffKind.Compression(compression);
        var isFax = compression is 2 or 3 or 4;
        var isRefused = reader == TiffCompression.Refused || (reader == TiffCompression.Library && IsImageSharp);

        // ImageSharp names the tiles of such a page first.
        name = IsImageSharp && reader == TiffCompression.Library ? "" : name;
        int[] depths = isFax ? [1] : reader == TiffCompression.Library ? [8] : [1, 4, 8];
        var layouts =
            from bits in depths
            from meaning in (int[])[0, 1]
            from blocks in ((int Tile, int Orientation, bool IsPlanar, bool BigEndian)[])
                [(0, 1, false, false), (0, 6, false, true), (16, 1, false, true), (16, 3, false, false),
                    (0, 1, true, false), (16, 1, true, false)]
            select new DrawnTiff(Width, Height, bits)
            {
                Compression = compression == 32946 ? Packing.Deflate
                    : compression == 34926 ? Packing.Zstandard : (Packing)compression,
                Meaning = meaning, TileWidth = blocks.Tile, BlockHeight = blocks.Tile == 0 ? 8 : blocks.Tile,
                IsPlanar = blocks.IsPlanar, BigEndian = blocks.BigEndian, Extra = [(274, [blocks.Orientation])],
            };
        foreach (var layout in layouts)
        {
            var isUnread = layout.IsPlanar && (layout.TileWidth > 0 || isFax) && reader == TiffCompression.Library;
            CheckEveryWay(layout, compression, isRefused || isUnread ? name : null);
        }
    }

    /// <param name="refused">The words of the refusal; null if the page is read.</param>
    private static void CheckEveryWay(DrawnTiff layout, int compression, string? refused)
    {
        var full = (1 << layout.Bits) - 1;
        int Stored(int x, int y) => (full == 1 ? (x / 5) + y : 3 + (60 * (x / 8)) + (37 * (y / 8))) & full;

        var file = layout.Write([.. Coordinates(Width, Height).Select(at => (long)Stored(at.X, at.Y))]);
        var source = Bytes(WithCompression(file, layout, compression));
        if (refused is not null)
        {
            Fails.Of(StylizeError.FormatUnsupported, () => Codec.DecodeRgba(source).Dispose(), refused);
            Fails.Of(StylizeError.FormatUnsupported, () => Numbers(source), refused);
            return;
        }

        var orientation = layout.Extra[0].Values[0];
        var (width, height) = orientation == 6 ? (Height, Width) : (Width, Height);
        double[] expected =
        [
            .. Coordinates(width, height).Select(at => (double)(orientation switch
            {
                3 => Stored(Width - 1 - at.X, Height - 1 - at.Y),
                6 => Stored(at.Y, Height - 1 - at.X),
                _ => Stored(at.X, at.Y),
            })),
        ];
        var label = $"{layout}, compression {compression}";
        Assert.True(expected.SequenceEqual(Numbers(source)), $"Numbers of {label}");
        using (var samples = Codec.DecodeSamples(source))
        {
            Assert.True(IsExpected(samples.Planes[0]), $"Samples of {label}");
        }

        using (var strips = Codec.OpenStrips(source))
        using (var rows = new Raster<ushort>(width, height))
        {
            Assert.Equal(height, strips.Read([rows]));
            Assert.True(IsExpected(rows), $"Strips of {label}");
        }

        // ImageSharp reads no pictures in tiles.
        if (IsImageSharp && layout.TileWidth > 0) return;

        using var units = Codec.DecodeFloat(source);
        using var picture = Codec.DecodeRgba(source);
        using var shown = new Raster<Rgba32>(width, height);
        using (var strips = Codec.OpenRgbaStrips(source))
        {
            Assert.Equal(height, strips.Read(shown));
        }

        for (var i = 0; i < expected.Length; i++)
        {
            var unit = (layout.Meaning == 0 ? full - expected[i] : expected[i]) / full;
            var (x, y, gray) = (i % width, i / width, (byte)Math.Round(255 * unit));
            Assert.True(Math.Abs(unit - units.Planes[0][x, y]) < 1e-6, $"Unit {x},{y} of {label}");
            Assert.Equal((label, new Rgba32(gray, gray, gray)), (label, picture[x, y]));
            Assert.Equal((label, picture[x, y]), (label, shown[x, y]));
        }

        bool IsExpected(Raster<ushort> plane) =>
            expected.SequenceEqual(Pixels.Of(plane).Select(sample => (double)sample));
    }

    /// <summary>One directory stands for all planes, as in files of ImageJ and tifffile above 4 GB.</summary>
    [Theory]
    [InlineData("ImageJ=1.54f\nimages=3\nslices=3\n", 3)]
    [InlineData("ImageJ=1.54f\nimages=9\nslices=9\n", 1)]
    [InlineData("{\"shape\": [3, 18, 21], \"truncated\": true}", 3)]
    [InlineData("three planes", 1)]
    public void Planes_after_one_directory_are_pages(string text, int pages)
    {
        var layout = new DrawnTiff(Width, Height * 3, 16) { Text = text, StatedHeight = Height };
        var (stored, numbers) = Draw(layout);
        var source = Bytes(layout.Write(stored));
        Assert.Equal((pages, Height), (Codec.Identify(source).Pages, Codec.Identify(source).Height));
        for (var page = 0; page < pages; page++)
        {
            var options = new DecodeOptions { Page = page };
            Assert.Equal(numbers.Skip(page * Width * Height).Take(Width * Height), Numbers(source, options));
        }
    }

    /// <summary>The last plane of a sparse file of more than 4 GB is read.</summary>
    [Fact]
    [Trait("Tier", "All")]
    public void A_stack_above_4_GB_is_read_whole()
    {
        const int Planes = 70_000;
        const long PlaneBytes = 256 * 128 * 2;
        var layout = new DrawnTiff(256, 128, 16) { Text = $"ImageJ=1.54f\nimages={Planes}\n" };
        var path = Save("large.tif", layout.Write(new long[256 * 128]));
        using (var file = File.OpenWrite(path))
        {
            file.Position = 8 + (PlaneBytes * (Planes - 1));
            file.Write(BitConverter.GetBytes((ushort)4711));
            file.SetLength(8 + (PlaneBytes * Planes));
        }

        var options = new DecodeOptions { Page = Planes - 1, MaxPages = Planes, MaxFileBytes = long.MaxValue };
        Assert.Equal(Planes, Codec.Identify(ImageSource.File(path), options).Pages);
        Assert.Equal(4711, Numbers(ImageSource.File(path), options)[0]);
    }

    /// <summary>Replaces the value of tag 259, which is a number of 16 bits in a classic directory.</summary>
    private static byte[] WithCompression(byte[] file, DrawnTiff layout, int compression)
    {
        byte[] Number(int value) =>
            layout.BigEndian ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];
        var entry = file.AsSpan().LastIndexOf((byte[])[.. Number(259), .. Number(3)]);
        Number(compression).CopyTo(file, entry + 8);
        return file;
    }

    private static bool IsRead(int kind, int bits, int predictor, Packing packing)
    {
        var isByte = bits is 8 or 16 or 32 or 64;
        var isRead = kind switch { 1 => bits != 24, 2 => isByte, _ => isByte && bits > 8 };
        var hasPredictor = packing is not (Packing.None or Packing.PackBits) && (predictor == 2 ? isByte : kind == 3);
        return isRead && (predictor == 1 || hasPredictor);
    }

    /// <summary>Returns the bits of samples, and the numbers that they stand for.</summary>
    private static (long[] Stored, double[] Numbers) Draw(DrawnTiff layout)
    {
        var random = new Random(layout.Bits + layout.Kind);
        var stored = new long[layout.Width * layout.Height * layout.Samples];
        var numbers = new double[stored.Length];
        for (var i = 0; i < stored.Length; i++)
        {
            var whole = i % 50 < 30 ? i / 3 : random.NextInt64(1L << Math.Min(layout.Bits, 50));
            whole &= (1L << Math.Min(layout.Bits, 50)) - 1;
            if (layout.Kind == 3)
            {
                var number = (whole % 2000 * 0.37) - 100;
                (stored[i], numbers[i]) = layout.Bits switch
                {
                    16 => (BitConverter.HalfToUInt16Bits((Half)number), (double)(Half)number),
                    32 => (BitConverter.SingleToUInt32Bits((float)number), (float)number),
                    _ => (BitConverter.DoubleToInt64Bits(number), number),
                };
                continue;
            }

            var signed = layout.Kind == 2 && layout.Bits == 64 ? whole - (1L << 49)
                : layout.Kind == 2 ? (whole << (64 - layout.Bits)) >> (64 - layout.Bits) : whole;
            (stored[i], numbers[i]) = (signed, signed);
        }

        return (stored, numbers);
    }
}
