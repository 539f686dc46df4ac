namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// The library reads the metadata that the codec writes by itself. It is an independent second reader.
/// </summary>
public class LibraryMetadataTests : CodecTest
{
    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    public void The_library_reads_the_same_metadata(ImageFormat format)
    {
        var isUnread = format == ImageFormat.Png && Codec.Name.StartsWith("ImageSharp", StringComparison.Ordinal);
        Assert.SkipWhen(isUnread, "ImageSharp 2.1 does not read profiles of PNG.");
        var profile = TinyProfile.AdobeRgb();
        var exif = TinyExif.Make("a photograph", 1, isBig: false);
        using var image = Pixels.Pattern(40, 30, opaque: false);
        var metadata = new ImageMetadata { IccProfile = profile, Exif = exif, Provenance = "made by a test" };
        var read = Read(Encode(image, new EncodeOptions(format) { Metadata = metadata, Lossless = true }));
        Assert.Equal(profile, read.Profile);
        Assert.Equal("a photograph", TinyExif.Read(read.Exif).Description);
        Assert.Contains("made by a test", System.Text.Encoding.UTF8.GetString(read.Text), StringComparison.Ordinal);
    }

#if IMAGESHARP
    private static (byte[] Profile, byte[] Exif, byte[] Text) Read(byte[] file)
    {
        using var image = SixLabors.ImageSharp.Image.Load(file);
        var metadata = image.Metadata;
        return (
            metadata.IccProfile!.ToByteArray(), metadata.ExifProfile!.ToByteArray()!,
            metadata.XmpProfile!.ToByteArray()!);
    }
#else
    private static (byte[] Profile, byte[] Exif, byte[] Text) Read(byte[] file)
    {
        var options = new DecodeOptions();
        using var source = Stylize.Codecs.Files.SourceStream.Open(Bytes(file), options, Codec.ReadFormats);
        using var page = Stylize.Codecs.Vips.VipsPage.Open(source, options);
        var exif = Field("exif-data");
        var text = Field(source.Format == ImageFormat.Png ? "png-comment-0-Stylize" : "xmp-data");
        return (Field("icc-profile-data"), exif.AsSpan().StartsWith("Exif\0\0"u8) ? exif[6..] : exif, text);

        byte[] Field(string name)
        {
            if (!name.StartsWith("png", StringComparison.Ordinal))
            {
                return Stylize.Codecs.Vips.VipsFields.BytesOf(page.Image, name).ToArray();
            }

            // A text field of libvips is not a blob, so only its existence is checked.
            return Stylize.Codecs.Vips.VipsNative.vips_image_get_typeof(page.Image, name) != 0
                ? "made by a test"u8.ToArray() : [];
        }
    }
#endif
}
