namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// Metadata survives a round trip, and pixels do not change.
/// </summary>
public class MetadataTests : CodecTest
{
    private const string OddText = "{\"made\":\"ü <&> ]]> 瓦 🎨 'x'\",\n\t\"tail\":\"line\r\nend\"}";

    public static TheoryData<ImageFormat> Formats =>
        [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Gif, ImageFormat.Avif,
            ImageFormat.Aseprite];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_contains_provenance(ImageFormat format)
    {
        RequireWriting(format);
        using var image = Pixels.Pattern(40, 30, opaque: false);
        foreach (var text in new[] { "x", OddText, new string('a', 30_000) + OddText })
        {
            var bytes = Encode(image, new EncodeOptions(format) { Metadata = new ImageMetadata { Provenance = text } });
            var read = Codec.ReadMetadata(Bytes(bytes));
            Assert.Equal(text, read.Provenance);
            Assert.True(read.IccProfile.IsEmpty && read.Exif.IsEmpty);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Metadata_does_not_change_pixels(ImageFormat format)
    {
        RequireWriting(format);
        var metadata = new ImageMetadata { Provenance = OddText };
        if (format is not (ImageFormat.Gif or ImageFormat.Tiff or ImageFormat.Aseprite))
        {
            metadata = metadata with { Exif = TinyExif.Make("a photograph", 6, isBig: true) };
        }

        foreach (var opaque in new[] { true, false })
        {
            using var image = Pixels.Pattern(41, 30, opaque);
            var plain = Encode(image, new EncodeOptions(format));
            var carrying = Encode(image, new EncodeOptions(format) { Metadata = metadata });
            Assert.True(Codec.ReadMetadata(Bytes(plain)).IsEmpty);
            using var expected = Codec.DecodeRgba(Bytes(plain));
            using var actual = Codec.DecodeRgba(Bytes(carrying));
            Assert.Equal(Pixels.Of(expected), Pixels.Of(actual));
            Assert.Equal(Codec.Identify(Bytes(plain)), Codec.Identify(Bytes(carrying)));
        }
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Avif)]
    public void EXIF_is_written_upright_and_without_thumbnail(ImageFormat format)
    {
        RequireWriting(format);
        using var image = Pixels.Pattern(40, 30, opaque: true);
        foreach (var isBig in new[] { true, false })
        {
            var options = new EncodeOptions(
                format) { Metadata = new ImageMetadata { Exif = TinyExif.Make("a photograph", 6, isBig) } };
            var bytes = Encode(image, options);
            var info = Codec.Identify(Bytes(bytes));
            Assert.Equal((40, 30, 1), (info.Width, info.Height, info.Orientation));
            Assert.Equal(("a photograph", 1, false), TinyExif.Read(Codec.ReadMetadata(Bytes(bytes)).Exif.Span));
        }
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Tiff)]
    [InlineData(ImageFormat.Avif)]
    public void An_ICC_profile_is_stored_unchanged(ImageFormat format)
    {
        RequireWriting(format);
        using var image = Pixels.Pattern(40, 30, opaque: true);

        // A private tag pads the profile, so that it needs two segments of a JPEG.
        byte[] profile = [.. TinyProfile.AdobeRgb(), .. Enumerable.Range(0, 100_000).Select(i => (byte)(i * i >> 5))];
        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length);
        var bytes = Encode(image,
            new EncodeOptions(format) { Metadata = new ImageMetadata { IccProfile = profile, Provenance = "p" } });
        var read = Codec.ReadMetadata(Bytes(bytes));
        Assert.True(read.IccProfile.Span.SequenceEqual(profile));
        Assert.Equal("p", read.Provenance);
        if (format is ImageFormat.Png or ImageFormat.Tiff)
        {
            // Pixels are stored unchanged, and decoded through the profile.
            using var stored = Codec.DecodeSamples(Bytes(bytes));
            using var shown = Codec.DecodeRgba(Bytes(bytes));
            Assert.Equal(image[20, 20].R, stored.Planes[0][20, 20]);
            Assert.NotEqual(Pixels.Of(image), Pixels.Of(shown));
        }
    }

    [Fact]
    public void Samples_and_labels_contain_provenance()
    {
        var options = new EncodeOptions(ImageFormat.Tiff) { Metadata = new ImageMetadata { Provenance = OddText } };
        using var plane = new Raster<ushort>(20, 10, clear: true);
        using var samples = new SampleImage<ushort>([plane], false, 16);
        using var labels = new Raster<uint>(20, 10, clear: true);
        foreach (var encode in new Action<Stream>[]
        {
            stream => Codec.Encode(samples, stream, options),
            stream => Codec.Encode(samples, stream, options with { Format = ImageFormat.Png }),
            stream => Codec.Encode(labels, stream, options),
            stream => Codec.EncodePages([samples, samples], stream, options),
        })
        {
            Assert.Equal(OddText, Codec.ReadMetadata(Bytes(Written(encode))).Provenance);
        }
    }

    [Theory]
    [InlineData(ImageFormat.Gif, true)]
    [InlineData(ImageFormat.Gif, false)]
    [InlineData(ImageFormat.Tiff, false)]
    [InlineData(ImageFormat.Aseprite, true)]
    public void Unsupported_metadata_is_rejected_before_anything_is_written(ImageFormat format, bool isProfile)
    {
        var metadata = isProfile
            ? new ImageMetadata { IccProfile = TinyProfile.AdobeRgb() }
            : new ImageMetadata { Exif = TinyExif.Make("x", 1, isBig: false) };
        Refused(new EncodeOptions(format) { Metadata = metadata }, StylizeError.FormatUnsupported);
    }

    [Fact]
    public void A_text_that_XML_cannot_contain_is_rejected()
    {
        foreach (var text in new[] { "a\0b", "half a pair: " + (char)0xd83c })
        {
            Refused(new EncodeOptions(ImageFormat.Png) { Metadata = new ImageMetadata { Provenance = text } },
                StylizeError.OptionInvalid);
        }
    }

    [Fact]
    public void A_text_that_is_too_long_is_rejected()
    {
        var max = new ImageMetadata { Provenance = new string('x', ImageMetadata.MaxProvenanceBytes) };
        Encode(Pixels.Pattern(2, 2, opaque: true), new EncodeOptions(ImageFormat.Jpeg) { Metadata = max });
        var more = new ImageMetadata { Provenance = max.Provenance + "x" };
        Refused(new EncodeOptions(ImageFormat.Png) { Metadata = more }, StylizeError.OptionInvalid);
        var escaped = new ImageMetadata { Provenance = new string('&', ImageMetadata.MaxProvenanceBytes) };
        Refused(new EncodeOptions(ImageFormat.Jpeg) { Metadata = escaped }, StylizeError.OptionInvalid);
    }

    [Fact]
    public void Invalid_EXIF_data_is_rejected()
    {
        var metadata = new ImageMetadata { Exif = (byte[])[0x49, 0x49, 0x2a, 0, 0xff, 0xff, 0, 0] };
        Refused(new EncodeOptions(ImageFormat.Png) { Metadata = metadata }, StylizeError.OptionInvalid);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_damaged_file_gives_metadata_or_one_error(ImageFormat format)
    {
        RequireWriting(format);
        using var image = Pixels.Pattern(30, 20, opaque: true);
        var whole = Encode(image, new EncodeOptions(format) { Metadata = new ImageMetadata { Provenance = OddText } });
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var bytes = i < 100 ? whole[..(whole.Length * i / 100)] : [.. whole];
            if (i >= 100)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                Codec.ReadMetadata(Bytes(bytes));
            }
            catch (StylizeException failure)
            {
                StylizeError[] expected = [StylizeError.ImageUnreadable, StylizeError.ImageTooLarge,
                    StylizeError.FormatUnsupported];
                Assert.Contains(failure.Error, expected);
            }
        }
    }

    [Fact]
    public void A_compressed_text_is_read_and_a_bomb_is_rejected()
    {
        using var image = Pixels.Pattern(4, 4, opaque: true);
        var png = Encode(image, new EncodeOptions(ImageFormat.Png));
        Assert.Equal(OddText, Codec.ReadMetadata(Bytes(WithText(png, Encoding.UTF8.GetBytes(OddText)))).Provenance);
        Fails.Of(StylizeError.ImageUnreadable, () => Codec.ReadMetadata(Bytes(WithText(png, new byte[70 << 20]))));
    }

    private static byte[] WithText(byte[] png, byte[] text) =>
        WithChunk(png, "iTXt"u8, [.. "Stylize\0\u0001\0en\0Stylize\0"u8, .. EncodedFiles.Deflated(text)]);

    private static void Refused(EncodeOptions options, StylizeError error)
    {
        using var image = Pixels.Pattern(4, 4, opaque: true);
        using var stream = new MemoryStream();
        Assert.Equal(error, Assert.Throws<StylizeException>(() => Codec.Encode(image, stream, options)).Error);
        Assert.Equal(0, stream.Length);
    }
}
