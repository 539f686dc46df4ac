namespace Stylize.Engine.Tests.Codecs;

/// <summary>Sprites of Aseprite are drawn as the editor shows them; written ones are read by a second reader.</summary>
public class AsepriteTests : CodecTest
{
    private static readonly Rgba32 Clear = default;
    private static readonly Rgba32 Red = new(200, 30, 20);
    private static readonly Rgba32 Blue = new(10, 40, 220);

    [Fact]
    public void Written_frames_have_their_palette_times_tags_and_provenance()
    {
        using var one = Paint<Rgba32>(5, 4, (x, y) => x is 1 or 2 && y > 1 ? Red : Clear);
        using var two = Paint<Rgba32>(5, 4, (x, y) => x > 2 ? Blue : Clear);
        using var none = Paint<Rgba32>(5, 4, (_, _) => Clear);
        FrameTag[] tags =
        [
            new("walk", 0, 2) { Direction = TagDirection.PingPong, Repeat = 3 },
            new("büste", 3, 4) { Direction = TagDirection.Reverse },
        ];
        var options = new EncodeOptions(ImageFormat.Aseprite)
        {
            IndexedColors = [Red, Blue, Clear], Tags = tags,
            Metadata = new ImageMetadata { Provenance = "made by a test" },
        };
        var file = EncodeFrames([(one, 40), (one, 1000), (two, 0), (none, 70), (none, 70_000)], options);
        var sprite = AsepriteFileReader.Read(file);
        Assert.Equal((5, 4, 8), (sprite.Width, sprite.Height, sprite.Bits));
        Assert.Equal([Clear, Red, Blue], sprite.Palette);
        Assert.Equal([40, 1000, 1, 70, 65535], sprite.Frames.Select(frame => frame.Milliseconds));
        Assert.Equal([2, 1, 2, -1, -1], sprite.Frames.Select(frame => frame.CelType));
        Assert.Equal([("walk", 0, 2, 2, 3), ("büste", 3, 4, 1, 0)], sprite.Tags);
        Assert.Equal("Stylize: made by a test", Assert.Single(sprite.UserData));
        Assert.Equal((3, "Layer 1"), Assert.Single(sprite.Layers));
        foreach (var (frame, expected) in sprite.Frames.Zip([one, one, two, none, none]))
        {
            Assert.Equal(Pixels.Of(expected), Of(frame.Pixels));
        }

        using var reader = Codec.OpenFrames(Bytes(file));
        Assert.Equal(tags, reader.Tags);
        Assert.Equal((5, ImageFormat.Aseprite, true), (reader.Info.Pages, reader.Info.Format, reader.Info.HasAlpha));
        Assert.Equal("made by a test", Codec.ReadMetadata(Bytes(file)).Provenance);
        Assert.Equal("made by a test", Codec.ReadProvenance(Bytes(file)));
        Assert.Equal([one, one, two, none, none], Frames(file), (a, b) => Pixels.Of(a).SequenceEqual(Pixels.Of(b)));
    }

    /// <summary>Without a palette, the sprite is RGBA; without a transparent color, it has a background.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_still_image_is_a_sprite_of_one_frame(bool isIndexed)
    {
        using var image = isIndexed
            ? Paint<Rgba32>(30, 20, (x, y) => (x + y) % 3 == 0 ? Red : Blue)
            : Pixels.Pattern(30, 20, opaque: true);
        var options = new EncodeOptions(ImageFormat.Aseprite) { IndexedColors = isIndexed ? [Red, Blue] : null };
        var file = Encode(image, options);
        var sprite = AsepriteFileReader.Read(file);
        Assert.Equal((isIndexed ? 8 : 32, 100), (sprite.Bits, Assert.Single(sprite.Frames).Milliseconds));
        Assert.Equal(isIndexed ? "Background" : "Layer 1", Assert.Single(sprite.Layers).Name);
        Assert.Equal(Pixels.Of(image), Of(sprite.Frames[0].Pixels));
        using var back = Codec.DecodeRgba(Bytes(file));
        Assert.Equal(Pixels.Of(image), Pixels.Of(back));
        using var samples = Codec.DecodeSamples(Bytes(file));
        var info = Codec.Identify(Bytes(file));
        Assert.Equal((3, !isIndexed, 8), (samples.ColorPlanes, samples.HasAlpha, samples.BitsPerSample));
        Assert.Equal((info.ColorPlanes, info.HasAlpha), (samples.ColorPlanes, samples.HasAlpha));
        Assert.Equal(image[7, 3].G, samples.Planes[1].Row(3)[7]);
        using var strips = Codec.OpenRgbaStrips(Bytes(file));
        Assert.Equal((30, 20), (strips.Info.Width, strips.Info.Height));
    }

    [Fact]
    public void Translucent_pixels_survive()
    {
        using var image =
            Paint<Rgba32>(9, 7, (x, y) => new Rgba32((byte)(20 * x), (byte)(30 * y), 90, (byte)(1 + (x * 28))));
        using var back = Codec.DecodeRgba(Bytes(Encode(image, new EncodeOptions(ImageFormat.Aseprite))));
        Assert.Equal(Pixels.Of(image), Pixels.Of(back));
    }

    [Fact]
    public void A_color_outside_the_palette_and_too_large_images_are_refused()
    {
        using var image = Paint<Rgba32>(3, 3, (_, _) => Red);
        Fails.Of(StylizeError.OptionInvalid,
            () => Encode(image, new EncodeOptions(ImageFormat.Aseprite) { IndexedColors = [Blue] }));
        using var wide = new Raster<Rgba32>(65_536, 1, clear: true);
        Fails.Of(
            StylizeError.OperationFailed, () => Encode(wide, new EncodeOptions(ImageFormat.Aseprite)), "65,535");
    }

    /// <summary>Hidden and reference layers are left out, opacities multiply, and a frame without duration has that of
    /// the sprite.
    /// </summary>
    [Fact]
    public void Visible_layers_are_composited_with_their_opacity()
    {
        var file = new TinyAseprite(2, 1, 32).Frame(0)
            .Layer("ground").Layer("hidden", flags: 0).Layer("reference", flags: 65).Layer("half", opacity: 128)
            .Cel(0, 0, 0, 2, 1, Rgba(Red, Blue)).Cel(1, 0, 0, 1, 1, Rgba(Blue)).Cel(2, 0, 0, 1, 1, Rgba(Blue))
            .Cel(3, 0, 0, 1, 1, Rgba(Blue), opacity: 128, isRaw: true)
            .Frame(90)
            .Cel(3, 1, 0, 1, 1, Rgba(Blue), opacity: 100)
            .ToArray();

        // 128 * 128 / 255 = 64 of 255 parts of blue; alone, the cel is translucent.
        AssertFrames(file, [[new(152, 33, 70), Blue], [Clear, Blue with { A = 50 }]]);
        using var reader = Codec.OpenFrames(Bytes(file));
        using var frame = new Raster<Rgba32>(2, 1);
        Assert.True(reader.Read(frame, out var first));
        Assert.True(reader.Read(frame, out var second));
        Assert.Equal((70, 90), (first, second));
    }

    /// <summary>Indices are transparent in layers but not in a background, and a palette changes from frame to
    /// frame.</summary>
    [Fact]
    public void Indexed_sprites_have_palettes_and_a_transparent_index()
    {
        var file = new TinyAseprite(3, 1, 8, transparent: 1).Frame(10)
            .Palette(0, (9, 8, 7, 255), (200, 30, 20, 255), (10, 40, 220, 255))
            .Layer("Background", flags: 9).Layer("top")
            .Cel(0, 0, 0, 3, 1, [1, 0, 2]).Cel(1, -1, 0, 3, 1, [2, 2, 1])
            .Frame(10).Palette(1, (1, 2, 3, 255)).Link(0, 0)
            .ToArray();
        AssertFrames(file, [[Blue, new(9, 8, 7), Blue], [new(1, 2, 3), new(9, 8, 7), Blue]]);
        Assert.False(Codec.Identify(Bytes(file)).HasAlpha);

        // Old palettes: of 8 bits, after two skipped colors; of 6 bits.
        byte[] eight = [1, 0, 2, 1, 10, 40, 220], six = [1, 0, 2, 1, 63, 32, 0];
        var old = new TinyAseprite(1, 1, 8).Frame(10).Chunk(0x0004, eight).Layer("a", flags: 9)
            .Cel(0, 0, 0, 1, 1, [2]).ToArray();
        AssertFrames(old, [[Blue]]);
        old = new TinyAseprite(1, 1, 8).Frame(10).Chunk(0x0011, six).Layer("a", flags: 9)
            .Cel(0, 0, 0, 1, 1, [2]).ToArray();
        AssertFrames(old, [[new(255, 130, 0)]]);
    }

    [Fact]
    public void Gray_sprites_have_a_value_and_alpha()
    {
        var file = new TinyAseprite(2, 1, 16).Frame(10).Layer("a").Cel(0, 0, 0, 2, 1, [90, 255, 120, 40]).ToArray();
        AssertFrames(file, [[new(90, 90, 90), new(120, 120, 120, 40)]]);
    }

    /// <summary>A cel is shown some layers later or earlier than its own.</summary>
    [Fact]
    public void Cels_are_ordered_by_layer_and_z_index()
    {
        TinyAseprite Layers(int order) => new TinyAseprite(1, 1, 32).Frame(10).Layer("a").Layer("b").Layer("c")
            .Cel(0, 0, 0, 1, 1, Rgba(Red), order: order).Cel(1, 0, 0, 1, 1, Rgba(Blue)).Cel(2, 5, 0, 1, 1, Rgba(Red));
        AssertFrames(Layers(0).ToArray(), [[Blue]]);
        AssertFrames(Layers(1).ToArray(), [[Red]]);
        AssertFrames(Layers(-1).ToArray(), [[Blue]]);
    }

    /// <summary>Layers of a group are multiplied within the group if groups are composed, and with the ground below if
    /// not.</summary>
    [Fact]
    public void Groups_are_composed_if_the_header_says_so()
    {
        byte[] Sprite(uint flags, bool isShown) => new TinyAseprite(1, 1, 32, flags).Frame(10)
            .Layer("ground").Layer("group", flags: isShown ? 1 : 0, kind: 1, opacity: 128)
            .Layer("leaf", level: 1, blend: 1)
            .Cel(0, 0, 0, 1, 1, Rgba(Red)).Cel(2, 0, 0, 1, 1, Rgba(Blue)).ToArray();

        // Alone in its group, blue is not multiplied, and the group covers half: (200 * 127 + 10 * 128) / 255 and so
        // on.
        AssertFrames(Sprite(3, true), [[new(105, 35, 120)]]);
        AssertFrames(Sprite(1, true), [[new(8, 5, 17)]]);
        AssertFrames(Sprite(3, false), [[Red]]);
        AssertFrames(Sprite(1, false), [[Red]]);
    }

    /// <summary>A tile of 2 x 2 pixels, mirrored in each way: 1 2 / 3 4 becomes 2 1 / 4 3, 3 4 / 1 2, and 1 3 / 2
    /// 4.</summary>
    [Fact]
    public void Tilemaps_show_mirrored_tiles()
    {
        var file = new TinyAseprite(8, 3, 8).Frame(10)
            .Palette(0, [.. Enumerable.Range(0, 5).Select(i => ((byte)i, (byte)0, (byte)0, (byte)255))])
            .Tileset(7, 2, 2, 2, [0, 0, 0, 0, 1, 2, 3, 4]).Layer("map", kind: 2, tileset: 7)
            .Tilemap(0, -1, 1, 5, 1, 1, 1 | 0x80000000, 1 | 0x40000000, 1 | 0x20000000, 0).ToArray();
        byte[] expected = [0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 1, 3, 4, 1, 3, 0, 4, 4, 3, 1, 2, 2, 4, 0];
        AssertFrames(file, [[.. expected.Select(value => value == 0 ? Clear : new Rgba32(value, 0, 0))]]);
    }

    public static TheoryData<int> Modes => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18];

    /// <summary>The formulas of Compositing and Blending Level 1 (W3C), and sums, differences and quotients.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public void Blend_modes_mix_each_channel(int mode)
    {
        byte[] values = [0, 1, 40, 127, 128, 200, 254, 255];
        Rgba32[] back = [.. values.SelectMany(_ => values).Select(v => new Rgba32(v, v, v))];
        Rgba32[] front = [.. values.SelectMany(v => values.Select(_ => new Rgba32(v, v, v)))];
        var file = new TinyAseprite(64, 1, 32).Frame(10).Layer("back").Layer("front", blend: mode)
            .Cel(0, 0, 0, 64, 1, Rgba(back)).Cel(1, 0, 0, 64, 1, Rgba(front)).ToArray();
        using var image = Codec.DecodeRgba(Bytes(file));
        for (var i = 0; i < 64; i++)
        {
            var expected = 255 * Math.Clamp(Blend(back[i].R / 255.0, front[i].R / 255.0), 0, 1);
            Assert.InRange(image[i, 0].R - expected, -1, 1);
            Assert.Equal(255, image[i, 0].A);
        }

        double Blend(double b, double s) => mode switch
        {
            1 => b * s,
            2 => b + s - (b * s),
            3 => HardLight(s, b),
            4 => Math.Min(b, s),
            5 => Math.Max(b, s),
            6 => b == 0 ? 0 : s == 1 ? 1 : Math.Min(1, b / (1 - s)),
            7 => b == 1 ? 1 : s == 0 ? 0 : 1 - Math.Min(1, (1 - b) / s),
            8 => HardLight(b, s),
            9 when s <= 0.5 => b - ((1 - (2 * s)) * b * (1 - b)),
            9 => b + (((2 * s) - 1) * ((b <= 0.25 ? ((((16 * b) - 12) * b) + 4) * b : Math.Sqrt(b)) - b)),
            10 => Math.Abs(b - s),
            11 => b + s - (2 * b * s),
            16 => b + s,
            17 => b - s,
            _ => b == 0 ? 0 : s == 0 ? 1 : b / s,
        };

        static double HardLight(double b, double s) => s <= 0.5 ? 2 * b * s : b + ((2 * s) - 1) - (b * ((2 * s) - 1));
    }

    /// <summary>Luminosity is that of the color or of the ground, and gray has no saturation.</summary>
    [Theory]
    [InlineData(12, false)]
    [InlineData(13, false)]
    [InlineData(14, false)]
    [InlineData(15, true)]
    public void Blend_modes_of_hue_keep_luminosity(int mode, bool isOfFront)
    {
        Rgba32[] fronts = [Red, Blue, new(90, 90, 90)];
        foreach (var front in fronts)
        {
            var ground = new Rgba32(120, 160, 100);
            var file = new TinyAseprite(1, 1, 32).Frame(10).Layer("back").Layer("front", blend: mode)
                .Cel(0, 0, 0, 1, 1, Rgba(ground)).Cel(1, 0, 0, 1, 1, Rgba(front)).ToArray();
            using var image = Codec.DecodeRgba(Bytes(file));
            var mixed = image[0, 0];
            Assert.InRange(Luminosity(mixed) - Luminosity(isOfFront ? front : ground), -1.5, 1.5);
            if (front.R == front.B && mode != 15)
            {
                Assert.InRange(Math.Max(mixed.R, mixed.G) - Math.Min(mixed.G, mixed.B), -1, 1);
            }
        }

        static double Luminosity(Rgba32 c) => (0.3 * c.R) + (0.59 * c.G) + (0.11 * c.B);
    }

    [Fact]
    public void A_blend_mode_shows_only_where_the_ground_is_opaque()
    {
        var file = new TinyAseprite(2, 1, 32).Frame(10).Layer("back").Layer("front", blend: 1)
            .Cel(0, 0, 0, 2, 1, Rgba(Clear, new Rgba32(100, 100, 100, 51)))
            .Cel(1, 0, 0, 2, 1, Rgba(Red, Red)).ToArray();

        // A fifth of the ground is there: 4/5 of red, and 1/5 of red times gray.
        AssertFrames(file, [[Red, new(176, 26, 18)]]);
    }

    [Fact]
    public void A_sprite_truncated_at_any_length_is_refused()
    {
        var whole = TinyAseprite.WithAllParts();
        Assert.Equal(3, Frames(whole).Count);
        for (var length = 6; length < whole.Length; length += 7)
        {
            Fails.Of(StylizeError.ImageUnreadable, () => Frames(whole[..length]));
        }
    }

    [Fact]
    public void Damaged_structures_are_refused_with_the_name_of_the_file()
    {
        Refused(StylizeError.ImageUnreadable, "damaged", One().ToArray(frames: 2));
        Refused(StylizeError.ImageUnreadable, "damaged", One().Link(0, 1).ToArray());
        Refused(StylizeError.ImageUnreadable, "damaged", One().Cel(0, 0, 0, 9, 9, [1, 2, 3, 4]).ToArray());
        Refused(StylizeError.ImageUnreadable, "damaged", One().Layer("b", level: 1).ToArray());
        Refused(StylizeError.ImageUnreadable, "damaged", new TinyAseprite(1, 1, 24).Frame(1).ToArray());
        Refused(StylizeError.ImageUnreadable, "damaged", new TinyAseprite(0, 1, 32).Frame(1).ToArray());
        Refused(StylizeError.ImageUnreadable, "damaged",
            One().Layer("m", kind: 2, tileset: 5).Tilemap(1, 0, 0, 1, 1, 1).ToArray());
        Refused(StylizeError.FormatUnsupported, "blend mode 40", One().Layer("b", blend: 40).ToArray());
        Refused(StylizeError.FormatUnsupported, "layers of type 9", One().Layer("b", kind: 9).ToArray());
        Refused(StylizeError.FormatUnsupported, "tiles in another file",
            One().Tileset(0, 1, 1, 2, [0, 0], flags: 1).Layer("m", kind: 2).Tilemap(1, 0, 0, 1, 1, 1).ToArray());

        static TinyAseprite One() => new TinyAseprite(2, 2, 32).Frame(10).Layer("a").Cel(0, 0, 0, 1, 1, Rgba(Red));
    }

    /// <summary>Sizes that a small file claims give one error, without the memory for them.</summary>
    [Fact]
    public void Hostile_sizes_are_refused()
    {
        Refused(StylizeError.ImageTooLarge, "65,535", new TinyAseprite(65_535, 65_535, 32).Frame(1).ToArray());
        Refused(StylizeError.ImageTooLarge, "pages", new TinyAseprite(1, 1, 32).Frame(1).ToArray(frames: 10_001));

        // Tiles of 2 GB in a few bytes, more layers than are allowed, and a cel far outside of the canvas.
        var tiles = new TinyAseprite(8, 8, 8).Frame(1).Tileset(0, 16_384, 16_384, 8, new byte[9]).Layer("m", kind: 2)
            .Tilemap(0, 0, 0, 1, 1, 1).ToArray();
        Refused(StylizeError.ImageTooLarge, "tiles", tiles);
        tiles = new TinyAseprite(8, 8, 8).Frame(1).Tileset(0, 8192, 8192, 2, new byte[9]).Layer("m", kind: 2)
            .Tilemap(0, 0, 0, 1, 1, 1).ToArray();
        Refused(StylizeError.ImageUnreadable, "damaged", tiles);
        var layers = new TinyAseprite(1, 1, 32).Frame(1);
        for (var i = 0; i <= 10_000; i++)
        {
            layers.Layer("");
        }

        Refused(StylizeError.ImageTooLarge, "too many layers", layers.ToArray());

        // Groups of which each needs a canvas, and layers that show one large cel again and again.
        var groups = new TinyAseprite(3000, 3000, 32, flags: 3).Frame(1);
        for (var level = 0; level < 40; level++)
        {
            groups.Layer("", kind: 1, level: level, opacity: 100);
        }

        Refused(StylizeError.ImageTooLarge, "pixels", groups.ToArray());
        var wide = new TinyAseprite(1, 1, 8).Frame(1);
        for (var i = 0; i < 40; i++)
        {
            wide.Layer("").Cel(i, 0, -32_000, 60_000, 32_001, [0]);
        }

        Refused(StylizeError.ImageUnreadable, "damaged", wide.ToArray());
        wide.Frame(1);
        for (var i = 0; i < 3; i++)
        {
            wide.Cel(i, 0, -32_000, 65_535, 32_001, new byte[65_535 * 1000]);
        }

        using var second = Codec.OpenFrames(Bytes(wide.ToArray()));
        Assert.Equal(2, second.Info.Pages);
    }

    [Fact]
    public void The_pixels_of_all_layers_of_a_frame_are_limited()
    {
        var sprite = new TinyAseprite(100, 100, 8).Frame(1);
        for (var i = 0; i < 17; i++)
        {
            sprite.Layer("").Cel(i, 0, 0, 100, 100, new byte[10_000]);
        }

        var file = sprite.ToArray();
        Codec.DecodeRgba(Bytes(file)).Dispose();
        Fails.At(StylizeError.ImageTooLarge, "bytes",
            () => Codec.DecodeRgba(Bytes(file), new DecodeOptions { MaxPixels = 10_000 }), "layers of a frame");
    }

    [Fact]
    public void A_missing_frame_is_refused()
    {
        var options = new DecodeOptions { Page = 3 };
        Fails.Of(StylizeError.OptionInvalid, () => Codec.DecodeRgba(Bytes(TinyAseprite.WithAllParts()), options));
    }

    private static byte[] Rgba(params Rgba32[] pixels) => [.. pixels.SelectMany(p => new[] { p.R, p.G, p.B, p.A })];

    private static int[] Of(Rgba32[] pixels) => [.. Rgba(pixels).Select(value => (int)value)];

    private static List<Raster<Rgba32>> Frames(byte[] file)
    {
        using var reader = Codec.OpenFrames(Bytes(file));
        var frames = new List<Raster<Rgba32>>();
        while (true)
        {
            var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
            if (!reader.Read(frame, out _)) return frames;

            frames.Add(frame);
        }
    }

    /// <summary>Sprites of one palette have equal indexes, so that an editor can replace the palette of all of
    /// them.</summary>
    [Fact]
    public void A_sprite_in_a_given_palette_has_all_its_colors_in_their_order()
    {
        Assert.Equal([Clear, .. Own.Colors], AsepriteFileReader.Read(InOwnPalette(PixelArtFormat.Aseprite)).Palette);
    }

    [Theory]
    [InlineData(PixelArtFormat.Png, "PLTE", 4)]
    [InlineData(PixelArtFormat.Gif, "GIF89a", 13)]
    public void An_indexed_picture_in_a_given_palette_has_all_its_colors_in_their_order(
        PixelArtFormat format, string mark, int after)
    {
        var bytes = InOwnPalette(format);
        var at = bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(mark)) + after;
        Assert.Equal([.. Own.Colors.SelectMany(color => new[] { color.R, color.G, color.B })], bytes[at..(at + 12)]);
    }

    private static Palette Own => new("own", [new(1, 2, 3), Blue, new(250, 250, 250), Red]);

    private static byte[] InOwnPalette(PixelArtFormat format)
    {
        var image = Paint<Rgba32>(64, 64, (x, y) => x < 32 ? Red : y < 32 ? Blue : Clear);
        var options = PixelArtOptions.Default with { Width = 8, Palette = Own, Format = format };
        using var result = new PixelArtOperation(options).Run(image, Codec, OperationContext.Quiet);
        return result.Bytes();
    }

    private static void AssertFrames(byte[] file, Rgba32[][] expected)
    {
        Assert.Equal(expected.Length, Codec.Identify(Bytes(file)).Pages);
        foreach (var (i, (frame, pixels)) in Frames(file).Zip(expected).Index())
        {
            Assert.Equal(Of(pixels), Pixels.Of(frame));
            using var page = Codec.DecodeRgba(Bytes(file), new DecodeOptions { Page = i });
            Assert.Equal(Of(pixels), Pixels.Of(page));
        }
    }

    private void Refused(StylizeError error, string words, byte[] file)
    {
        var path = Save("sprite.aseprite", file);
        Fails.At(error, path, () => Codec.DecodeRgba(ImageSource.File(path)), words);
    }
}
