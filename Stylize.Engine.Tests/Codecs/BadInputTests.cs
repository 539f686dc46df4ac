using System.IO.Hashing;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Every invalid input gives one clear error that names it.</summary>
public class BadInputTests : CodecTest
{
    [Theory]
    [InlineData("none.png")]
    [InlineData("none/none.png")]
    public void A_missing_file_is_reported_as_missing(string name) =>
        Refused(Path.Combine(Folder, name), StylizeError.ImageMissing, "does not exist");

    [Fact]
    public void An_empty_file_is_unreadable() =>
        Refused(Save("empty.png", []), StylizeError.ImageUnreadable, "0 bytes");

    [Fact]
    public void A_text_file_with_an_image_name_is_unreadable() =>
        Refused(Save("text.png", "not an image"u8.ToArray()), StylizeError.ImageUnreadable, "not an image");

    [Fact]
    public void A_folder_is_unreadable() => Refused(Folder, StylizeError.ImageUnreadable, "folder");

    [Fact]
    public void The_error_for_an_unsupported_input_format_lists_supported_formats()
    {
        var svg = Save("drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray());
        Refused(svg, StylizeError.FormatUnsupported, "PNG, JPEG");
    }

    [Fact]
    public void The_error_for_an_unsupported_output_format_lists_supported_formats()
    {
        using var image = Pixels.Pattern(4, 4, opaque: true);
        var failure = Fails.Of(StylizeError.FormatUnsupported, () => Encode(image, new EncodeOptions(ImageFormat.Svg)));
        Assert.Contains("PNG", failure.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_out_of_range_is_rejected(int quality)
    {
        using var image = Pixels.Pattern(4, 4, opaque: true);
        Fails.Of(
            StylizeError.OptionInvalid, () => Encode(image, new EncodeOptions(ImageFormat.Jpeg) { Quality = quality }));
    }

    [Theory]
    [InlineData(1, 500_000_000, "MaxSide")]
    [InlineData(65535, 65535, "MaxPixels")]
    [InlineData(500_000, 500_000, "MaxPixels")]
    [InlineData(2_000_000_000, 2_000_000_000, "MaxSide")]
    public void A_PNG_bomb_is_rejected_by_its_header(int width, int height, string option)
    {
        using var image = Pixels.Pattern(8, 8, opaque: true);
        var bytes = Encode(image, new EncodeOptions(ImageFormat.Png));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc32.HashToUInt32(bytes.AsSpan(12, 17)));
        TooLarge(Save("bomb.png", bytes), DecodeOptions.Default, option);
    }

    [Fact]
    public void A_JPEG_bomb_is_rejected_by_its_header()
    {
        using var image = Pixels.Pattern(8, 8, opaque: true);
        var bytes = Encode(image, new EncodeOptions(ImageFormat.Jpeg));
        var frame = Enumerable.Range(0, bytes.Length - 9)
            .First(i => bytes[i] == 0xff && bytes[i + 1] is 0xc0 or 0xc1 or 0xc2);
        bytes.AsSpan(frame + 5, 4).Fill(0xff);
        TooLarge(Save("bomb.jpg", bytes), DecodeOptions.Default, "MaxPixels");
    }

    [Fact]
    public void Limits_can_be_set()
    {
        var page = (new DrawnTiff(40, 30, 8), new long[1200]);
        var file = Save("three.tif", DrawnTiff.Join(page, page, page));
        TooLarge(file, new DecodeOptions { MaxPixels = 1199 }, "MaxPixels");
        TooLarge(file, new DecodeOptions { MaxSide = 39 }, "MaxSide");
        TooLarge(file, new DecodeOptions { MaxPages = 2 }, "MaxPages");
        TooLarge(file, new DecodeOptions { MaxFileBytes = 100 }, "MaxFileBytes");
        Codec.DecodeRgba(
            ImageSource.File(file), new DecodeOptions { MaxPixels = 1200, MaxSide = 40, MaxPages = 3 }).Dispose();
    }

    [Fact]
    public void A_missing_page_is_rejected()
    {
        using var image = Pixels.Pattern(4, 4, opaque: true);
        var file = Save("one.png", Encode(image, new EncodeOptions(ImageFormat.Png)));
        Fails.Of(StylizeError.OptionInvalid,
            () => Codec.DecodeRgba(ImageSource.File(file), new DecodeOptions { Page = 1 }), "1 page");
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Tiff)]
    [InlineData(ImageFormat.Avif)]
    public void A_file_truncated_at_any_length_is_rejected(ImageFormat format)
    {
        RequireWriting(format);
        using var image = Pixels.Pattern(120, 90, opaque: true);
        var whole = Encode(image, new EncodeOptions(format));
        Codec.DecodeRgba(Bytes(whole)).Dispose();
        var accepted = new List<int>();
        for (var percent = 1; percent < 100; percent += 3)
        {
            var length = whole.Length * percent / 100;
            try
            {
                Codec.DecodeRgba(Bytes(whole[..length])).Dispose();
                accepted.Add(length);
            }
            catch (StylizeException failure)
            {
                Assert.Equal(StylizeError.ImageUnreadable, failure.Error);
            }
        }

        Assert.True(accepted.Count == 0, $"accepted lengths of {whole.Length} bytes: {string.Join(", ", accepted)}");
    }

    private static void Refused(string path, StylizeError error, string words)
    {
        var failures = new Action[]
        {
            () => Codec.Identify(ImageSource.File(path)),
            () => Codec.DecodeRgba(ImageSource.File(path)).Dispose(),
            () => Codec.DecodeFloat(ImageSource.File(path)).Dispose(),
            () => Codec.DecodeSamples(ImageSource.File(path)).Dispose(),
            () => Codec.OpenStrips(ImageSource.File(path)).Dispose(),
        }.Select(Assert.Throws<StylizeException>);
        Assert.All(failures, failure =>
        {
            Assert.Equal(error, failure.Error);
            Assert.Equal(path, failure.Target);
            Assert.Contains(words, failure.Message + failure.Advice, StringComparison.OrdinalIgnoreCase);
            Assert.NotNull(failure.Advice);
        });
    }

    private static void TooLarge(string path, DecodeOptions options, string option)
    {
        var failure = Fails.Of(
            StylizeError.ImageTooLarge, () => Codec.DecodeRgba(ImageSource.File(path), options).Dispose());
        // Only the number of pixels has an option in both front ends; for other limits the message contains the value.
        var words = option switch
        {
            nameof(DecodeOptions.MaxSide) => "with a side of",
            nameof(DecodeOptions.MaxPages) => "pages",
            nameof(DecodeOptions.MaxFileBytes) => "bytes",
            _ => option,
        };
        Assert.Contains(words, failure.Message + failure.Advice, StringComparison.Ordinal);
        Assert.Equal(path, failure.Target);
    }
}
