using Stylize.Codecs.Png;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>What files declare of color, place, transparency and time is obeyed. Expected colors are those that
/// Chromium 154 reads back from a canvas.</summary>
public sealed class DeclaredTests : CodecTest
{
    private static readonly Rgba32[] Colors =
        [new(255, 255, 255), new(255, 0, 0), new(128, 128, 128), new(16, 16, 16), new(200, 120, 80), new(0, 160, 160)];

    /// <summary>Chunks of a PNG, and the colors that are shown.</summary>
    public static TheoryData<string, string> Chunks => new()
    {
        { "cICP 1 13", "ffffff ff0000 808080 101010 c87850 00a0a0" },
        { "cICP 12 13", "ffffff ff0000 808080 101010 d57346 00a3a1" },
        { "cICP 12 13, sRGB", "ffffff ff0000 808080 101010 d57346 00a3a1" },
        { "cICP 4 13", "ffffff ff0000 808080 101010 e47346 00a2a2" },
        { "cICP 5 13", "ffffff ff0000 808080 101010 cb7851 00a0a0" },
        { "cICP 6 13", "ffffff f82400 808080 101010 c47a4f 289fa0" },
        { "cICP 7 13", "ffffff f82400 808080 101010 c47a4f 289fa0" },
        { "cICP 8 13", "ffffff ff0000 808080 101010 dc7347 00a3a3" },
        { "cICP 9 13", "ffffff ff0000 808080 101010 ec6946 00a9a1" },
        { "cICP 10 13", "ffffff ff0047 808080 101010 ff0054 00da9b" },
        { "cICP 11 13", "ffffff ff0000 808080 101010 d17347 00a3a1" },
        { "cICP 22 13", "ffffff ff2600 808080 101010 c97950 009fa0" },
        { "cICP 1 1", "ffffff ff0000 797979 040404 c57146 009b9b" },
        { "cICP 1 2", "ffffff ff0000 808080 101010 c87850 00a0a0" },
        { "cICP 1 4", "ffffff ff0000 818181 070707 c9794f 00a1a1" },
        { "cICP 1 5", "ffffff ff0000 6a6a6a 010101 bd6238 008e8e" },
        { "cICP 1 6", "ffffff ff0000 797979 040404 c57146 009b9b" },
        { "cICP 1 7", "ffffff ff0000 8d8d8d 222222 ce8661 00aaaa" },
        { "cICP 1 8", "ffffff ff0000 bcbcbc 474747 e5b798 00d0d0" },
        { "cICP 1 9", "ffffff ff0000 808080 101010 c87850 00a0a0" },
        { "cICP 1 14", "ffffff ff0000 797979 040404 c57146 009b9b" },
        { "cICP 1 16", "ffffff ff0000 848484 010101 ff4e1e 00d6d6" },
        { "cICP 1 17", "ffffff ff0000 767676 030303 c86d41 009a9a" },
        { "cICP 1 18", "ffffff ff0000 636363 030303 bd6141 008484" },
        { "gAMA 45455", "ffffff ff0000 808080 101010 c87850 00a0a0" },
        { "gAMA 100000", "ffffff ff0000 bcbcbc 474747 e5b798 00d0d0" },
        { "gAMA 100000, sRGB", "ffffff ff0000 808080 101010 c87850 00a0a0" },
        { "gAMA 55000", "ffffff ff0000 929292 131313 d28a62 00afaf" },
        { "cHRM adobe", "ffffff ff0000 808080 101010 c87850 00a0a0" },
        { "gAMA 45455, cHRM adobe", "ffffff ff0000 818181 070707 e0794d 00a1a1" },
        { "gAMA 100000, cHRM adobe", "ffffff ff0000 bcbcbc 474747 f5b796 00d0d0" },

        // The values that the specification of PNG gives for sRGB mean sRGB.
        { "gAMA 45455, cHRM srgb", "ffffff ff0000 808080 101010 c87850 00a0a0" },
    };

    [Theory]
    [MemberData(nameof(Chunks))]
    public void Colors_of_a_PNG_are_those_of_its_chunks(string chunks, string expected)
    {
        using var image = Paint<Rgba32>(Colors.Length, 2, (x, _) => Colors[x]);
        var file = Encode(image, new EncodeOptions(ImageFormat.Png));
        foreach (var chunk in chunks.Split(", ").Reverse())
        {
            var words = chunk.Split(' ');
            file = WithChunk(file, Encoding.ASCII.GetBytes(words[0]), words switch
            {
                ["cICP", var primaries, var transfer] => [byte.Parse(primaries), byte.Parse(transfer), 0, 1],
                ["gAMA", var gamma] => BigEndian.Long(int.Parse(gamma)),
                ["cHRM", var kind] =>
                [
                    .. ((int[])[31270, 32900, 64000, 33000, kind == "adobe" ? 21000 : 30000,
                        kind == "adobe" ? 71000 : 60000, 15000, 6000]).SelectMany(value => BigEndian.Long(value)),
                ],
                _ => [0],
            });
        }

        AssertColors(expected, file, tolerance: 1);
        using var samples = Codec.DecodeSamples(Bytes(file));
        Assert.Equal(Colors.Select(color => (ushort)color.G), samples.Planes[1].Row(0).ToArray());
    }

    [Theory]
    [InlineData(1, 13, "ffffff ff0000 808080 101010 c87850 00a0a0", null)]
    [InlineData(2, 2, "ffffff ff0000 808080 101010 c87850 00a0a0", null)]
    [InlineData(1, 1, "ffffff ff0000 808080 101010 c87850 00a0a0", null)]
    [InlineData(6, 6, "ffffff f82400 808080 101010 c47a4f 289fa0", null)]
    [InlineData(12, 13, "ffffff ff0000 808080 101010 d57346 00a3a1", null)]
    [InlineData(9, 14, "ffffff ff0000 808080 101010 ec6946 00a9a1", null)]
    [InlineData(1, 8, "ffffff ff0000 bcbcbc 474747 e5b798 00d0d0", null)]
    [InlineData(9, 16, "ffffff ff0000 848484 010101 ff0000 00e1d7", "high dynamic range (PQ)")]
    [InlineData(9, 18, "ffffff ff0000 636363 030303 e64c37 008b85", "high dynamic range (HLG)")]
    public void Colors_of_an_AVIF_are_those_of_its_codes(int primaries, int transfer, string expected, string? note)
    {
        RequireWriting(ImageFormat.Avif);
        using var image = Paint<Rgba32>(8 * Colors.Length, 8, (x, _) => Colors[x / 8]);
        var file = Encode(image, new EncodeOptions(ImageFormat.Avif) { Lossless = true });
        file = TinyAvif.WithCodes(file, primaries, transfer);
        var notes = AssertColors(expected, file, tolerance: 3, step: 8);
        Assert.Equal(note is null, notes.Count == 0);
        Assert.All(notes, text => Assert.Contains(note!, text));
    }

    /// <summary>The alpha of the file has no turn of its own, as libavif writes it.</summary>
    [Theory]
    [InlineData("irot", 1)]
    [InlineData("irot", 3)]
    [InlineData("imir", 0)]
    [InlineData("imir", 1)]
    public void Alpha_of_an_AVIF_is_turned_with_its_colors(string type, int value)
    {
        RequireWriting(ImageFormat.Avif);
        using var image = Paint<Rgba32>(64, 40, (x, y) => y < 10 ? default : x < 20 ? new(200, 0, 0) : new(0, 0, 200));
        var file = Encode(image, new EncodeOptions(ImageFormat.Avif) { Lossless = true });
        using var turned = Codec.DecodeRgba(
            Bytes(TinyAvif.WithProperty(file, Encoding.ASCII.GetBytes(type), [(byte)value])));
        Assert.Equal(type == "irot" ? (40, 64) : (64, 40), (turned.Width, turned.Height));
        foreach (var (x, y) in Coordinates(turned.Width, turned.Height))
        {
            // Quarter turns are counterclockwise; 0 exchanges top and bottom, 1 left and right.
            var (fromX, fromY) = (type, value) switch
            {
                ("irot", 1) => (63 - y, x),
                ("irot", _) => (y, 39 - x),
                (_, 0) => (x, 39 - y),
                _ => (63 - x, y),
            };
            var (expected, found) = (image[fromX, fromY], turned[x, y]);
            Assert.Equal(expected.A, found.A);
            Assert.True(expected.A == 0 || (Math.Abs(expected.R - found.R) < 4 && Math.Abs(expected.B - found.B) < 4));
        }
    }

    [Theory]
    [InlineData(24, 1000)]
    [InlineData(30, 1000)]
    [InlineData(60, 1000)]
    [InlineData(7, 1000)]
    public void A_second_of_frames_stays_a_second_in_a_GIF(int rate, int milliseconds)
    {
        var images = Enumerable.Range(0, rate).Select(
            number => Paint<Rgba32>(8, 8, (x, _) => new((byte)(4 * number), (byte)x, 0))).ToList();
        var film = EncodeFrames(images.Select(image => (image, 10)), new EncodeOptions(ImageFormat.Png));
        using var timed = new MemoryStream();
        timed.Write(film.AsSpan(0, PngChunk.SignatureLength));
        foreach (var chunk in PngChunk.All(new MemoryStream(film)))
        {
            var data = chunk.Data(new MemoryStream(film));
            if (chunk.Type == "fcTL")
            {
                BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(20), 1);
                BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(22), (ushort)rate);
            }

            PngChunk.Write(timed, Encoding.ASCII.GetBytes(chunk.Type), data);
        }

        var frames = timed.ToArray().Frames();
        Assert.Equal(rate, frames.Count);
        Assert.Equal(milliseconds, frames.Sum(frame => frame.Milliseconds));
        var gif = EncodeFrames(
            frames.Select(frame => (frame.Image, frame.Milliseconds)), new EncodeOptions(ImageFormat.Gif)).Frames();
        Assert.Equal(milliseconds, gif.Sum(frame => frame.Milliseconds));
        Assert.All(gif, frame => Assert.True(frame.Milliseconds >= 20));
    }

    /// <summary>Texts without an end, tags out of order and impossible resolutions change no pixel.</summary>
    [Fact]
    public void Odd_tags_of_a_TIFF_are_no_damage()
    {
        foreach (var packing in Enum.GetValues<DrawnTiff.Packing>())
        {
            if (IsImageSharp && packing is not (DrawnTiff.Packing.None or DrawnTiff.Packing.Lzw)) continue;

            var isFax = (int)packing is 2 or 3 or 4;
            var layout = new DrawnTiff(16, 16, isFax ? 1 : 8) { Compression = packing };
            var file = layout.Write([.. Enumerable.Repeat(isFax ? 0L : 77L, 256)]);
            var source = Bytes(WithOddTags(file));
            using var picture = Codec.DecodeRgba(source);
            Assert.Equal(isFax ? 0 : 77, picture[5, 5].R);
        }
    }

    [Fact]
    public void Levels_of_16_bits_keep_256_tones()
    {
        using var scan = new SampleImage<ushort>([Paint<ushort>(256, 16, (x, y) => (ushort)((x * 16) + y))], false, 16);
        var file = Written(target => Codec.Encode(scan, target, new EncodeOptions(ImageFormat.Png)));
        foreach (var tone in (ToneOptions[])[new() { AutoLevels = true }, new() { Levels = [0, 15.9375f] }])
        {
            using var drawn = new ImageInput(Bytes(file), Codec).With(tone).DecodeRgba();
            Assert.InRange(Pixels.Of(drawn).Chunk(4).Select(pixel => pixel[0]).Distinct().Count(), 250, 256);
        }
    }

    [Theory]
    [InlineData(3, "values from 800 to 1600")]
    [InlineData(2, "values from 3.7253E-07 to 7.4506E-07 (full scale is 1)")]
    [InlineData(1, "values from 1.8626E-07 to 3.7253E-07 (full scale is 1)")]
    public void Numbers_of_32_bits_that_full_scale_would_hide_are_drawn_by_their_own_range_with_a_word(
        int kind, string word)
    {
        Assert.SkipWhen(IsImageSharp && kind == 2, "ImageSharp reads no signed samples.");
        var layout = new DrawnTiff(81, 4, 32) { Kind = kind };
        var file = layout.Write([.. Coordinates(81, 4).Select(at => 800 + (10 * at.X)).Select(
            height => kind == 3 ? BitConverter.SingleToUInt32Bits(height) : (long)height)]);
        var input = new ImageInput(Bytes(file), Codec).Tolerant();
        using var drawn = input.DecodeRgba();
        Assert.Equal((0, 128, 255), (drawn[0, 0].R, drawn[40, 1].R, drawn[80, 3].R));
        Assert.Contains(word, input.Damage);
    }

    private static List<string> AssertColors(string expected, byte[] file, int tolerance, int step = 1)
    {
        var notes = new List<string>();
        using var shown = Codec.DecodeRgba(Bytes(file), new DecodeOptions { Noted = notes.Add });
        foreach (var (i, color) in expected.Split(' ').Index())
        {
            var (pixel, value) = (shown[(i * step) + (step / 2), 1], Convert.ToInt32(color, 16));
            var off = Math.Max(
                Math.Abs(pixel.R - (value >> 16)),
                Math.Max(Math.Abs(pixel.G - ((value >> 8) & 255)), Math.Abs(pixel.B - (value & 255))));
            Assert.True(off <= tolerance, $"Color {i} is {pixel}, not {color}");
        }

        return notes;
    }

    /// <summary>Writes the directory of a classic file again: in descending order, with a text that has no end and a
    /// negative resolution.</summary>
    private static byte[] WithOddTags(byte[] file)
    {
        var directory = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(directory));
        List<byte[]> entries =
            [.. Enumerable.Range(0, count).Select(i => file.AsSpan(directory + 2 + (12 * i), 12).ToArray())];
        entries.Add([.. Word(33432), .. Word(2), .. Long(6), .. Long(file.Length)]);
        entries.Add([.. Word(282), .. Word(10), .. Long(1), .. Long(file.Length + 8)]);
        var at = file.Length + 16;
        byte[] odd =
        [
            .. file, .. "Author\0\0"u8, .. Long(-72), .. Long(1), .. Word(entries.Count),
            .. entries.OrderByDescending(entry => BinaryPrimitives.ReadUInt16LittleEndian(entry))
                .SelectMany(entry => entry), .. Long(0),
        ];
        Long(at).CopyTo(odd, 4);
        return odd;

        static byte[] Word(int value) => [(byte)value, (byte)(value >> 8)];

        static byte[] Long(int value) => BitConverter.GetBytes(value);
    }
}
