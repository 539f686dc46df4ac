using Stylize.Codecs.Files;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>JPEG files with wrong bytes are refused, or read with a note; those without an end are always
/// refused.</summary>
public sealed class DamagedJpegTests : CodecTest
{
    /// <summary>A progressive file of 37 x 21 pixels, drawn by the formula in its test and encoded by libjpeg-turbo
    /// 2.1.</summary>
    private const string Progressive =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoK" +
        "CgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK" +
        "CgoKCgoKCgr/wgARCAAVACUDAREAAhEBAxEB/8QAFwABAAMAAAAAAAAAAAAAAAAABQIDCP/EABcBAQEBAQAAAAAAAAAAAAAAAAYJ" +
        "Bwj/2gAMAwEAAhADEAAAAc2dhD1y7RguzXLtFTS+bueLBdouWaLl2iptfVok+FyzNcu0YLtFTa//xAAZEAEBAQEBAQAAAAAAAAAA" +
        "AAADBQAhAhH/2gAIAQEAAQUCGLhi4YmGLjicGLhi4YmGLjicGeOGeOGeOGeO8Tx+f//EABsRAAMBAQEBAQAAAAAAAAAAAAAEBWED" +
        "IhIx/9oACAEDAQE/AUKeiFPRCnohT0Wp+P0Qp6IU9EKeiFPRan4EG+og30EG+gg30Fm+vwf/xAAbEQACAwEBAQAAAAAAAAAAAAAA" +
        "BQMEYSIxEv/aAAgBAgEBPwG280tvNLbzS280ned+lt5pbeaW3mlt5pO879LbCctsZy2xmLbGcnYz/Z//xAAWEAEBAQAAAAAAAAAA" +
        "AAAAAAAyACD/2gAIAQEABj8CMIxhGMYx1//EABwQAAICAwEBAAAAAAAAAAAAAAABIfBRofExwf/aAAgBAQABPyG9FyLUXo4R5/Je" +
        "i1F6OGYuiLGjF0RY0cs//9oADAMBAAIAAwAAABDQn0v0fs//xAAYEQEBAQEBAAAAAAAAAAAAAAAAMSEQUf/aAAgBAwEBPxCBAgQ4" +
        "KBAgQPSxMbGx8X//xAAYEQEBAQEBAAAAAAAAAAAAAAAAMSEQ0f/aAAgBAgEBPxCxYsW4CxYsW4Dc2etrZwP/xAAaEAEAAgMBAAAA" +
        "AAAAAAAAAAAAETEBECFB/9oACAEBAAE/EKVWKMKtSBOVKoVKkLmGYHJGhjyT/9k=";

    /// <summary>Bytes of 0xff may precede a marker.</summary>
    [Fact]
    public void Fill_bytes_before_markers_hide_no_segment()
    {
        var jpeg = Convert.FromBase64String(Progressive);
        var plain = JpegSegment.All(new MemoryStream(jpeg)).ToList();
        List<byte> filled = [.. jpeg];
        foreach (var segment in Enumerable.Reverse(plain))
        {
            filled.InsertRange((int)segment.At - 4, [0xff, 0xff]);
        }

        using var stream = new MemoryStream([.. filled]);
        Assert.Equal(
            plain.Select(segment => (segment.Marker, segment.Length)),
            JpegSegment.All(stream).Select(segment => (segment.Marker, segment.Length)));
        Assert.Equal(new JpegFrame(0xc2, 8, 37, 21), JpegFrame.Find(stream)!.Value with { Colors = 0 });
    }

    [Fact]
    public void A_progressive_file_is_read_without_a_note()
    {
        var jpeg = Convert.FromBase64String(Progressive);
        Assert.Empty(Notes(jpeg));
        using var image = Codec.DecodeRgba(Bytes(jpeg));
        foreach (var (x, y) in Coordinates(37, 21))
        {
            var pixel = image[x, y];
            Assert.InRange(pixel.R - (x * 6), -6, 6);
            Assert.InRange(pixel.G - (y * 11), -6, 6);
            Assert.InRange(pixel.B - (255 - (x * 3) - (y * 5)), -6, 6);
        }
    }

    [Fact]
    public void A_scan_that_lacks_bytes_is_read_with_a_note_if_asked()
    {
        var jpeg = Jpeg();
        foreach (var percent in (int[])[30, 60, 90])
        {
            byte[] damaged = [.. jpeg[..(jpeg.Length * percent / 100)], .. jpeg[^2..]];
            Fails.Of(
                StylizeError.ImageUnreadable, () => Codec.DecodeRgba(Bytes(damaged)),
                "the JPEG data is damaged or truncated");
            Assert.Contains("'bytes' has damaged JPEG data", Assert.Single(Notes(damaged)), StringComparison.Ordinal);
            Assert.Single(StripNotes(damaged));
        }
    }

    [Fact]
    public void A_scan_with_more_data_than_pixels_is_damaged_but_padding_is_not()
    {
        Assert.SkipUnless(
            Codec.Name.StartsWith("libvips", StringComparison.Ordinal), "ImageSharp does not say what it has read.");
        var jpeg = Jpeg();

        // Codes without the byte of markers.
        byte[] codes = [.. Enumerable.Range(0, 200).Select(i => (byte)(i * 7 % 251))];
        foreach (var length in new[] { 20, 200 })
        {
            byte[] longer = [.. jpeg[..^2], .. codes[..length], .. jpeg[^2..]];
            Assert.Throws<StylizeException>(() => Codec.DecodeRgba(Bytes(longer)));
            Assert.Single(Notes(longer));
            Assert.Single(StripNotes(longer));
        }

        Assert.Empty(Notes([.. jpeg[..^2], .. new byte[3000], .. jpeg[^2..]]));
        Assert.Empty(Notes([.. jpeg, .. codes]));
        Assert.Empty(StripNotes([.. jpeg[..^2], .. new byte[3000], .. jpeg[^2..]]));
    }

    [Fact]
    public void Undamaged_files_have_no_note_and_truncated_ones_are_refused()
    {
        var jpeg = Jpeg();
        Assert.Empty(Notes(jpeg));
        Assert.Empty(StripNotes(jpeg));
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            Assert.Empty(StripNotes(OrientedJpeg.Write(orientation)));
        }

        foreach (var share in new[] { 30, 60, 95 })
        {
            Assert.Throws<StylizeException>(() => Notes(jpeg[..(jpeg.Length * share / 100)]));
        }
    }

    private static List<string> Notes(byte[] jpeg)
    {
        var notes = new List<string>();
        Codec.DecodeRgba(Bytes(jpeg), new DecodeOptions { Damaged = notes.Add }).Dispose();
        return notes;
    }

    private static List<string> StripNotes(byte[] jpeg)
    {
        var notes = new List<string>();
        using var strips = Codec.OpenRgbaStrips(Bytes(jpeg), new DecodeOptions { Damaged = notes.Add });
        using var rows = new Raster<Rgba32>(strips.Info.Width, 7);
        while (strips.Read(rows) > 0)
        {
            // Reads to the end.
        }

        return notes;
    }

    private static byte[] Jpeg()
    {
        using var image = Pixels.Pattern(192, 128, opaque: true);
        return Encode(image, new EncodeOptions(ImageFormat.Jpeg));
    }
}
