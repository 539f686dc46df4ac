using Stylize.Codecs.Files;

namespace Stylize.Codecs.Vips;

/// <summary>Reads sample values as they are stored, refusing those that 16 bits cannot hold.</summary>
internal static unsafe class StoredSamples
{
    /// <summary>Throws unless samples are unsigned integers.</summary>
    internal static void RequireUnsigned(VipsPage page, string name)
    {
        if ((BandFormat)VipsNative.vips_image_get_format(page.Image) is not (BandFormat.Byte or BandFormat.UShort or BandFormat.UInt))
        {
            throw SourceStream.Unreadable(
                name,
                "holds signed or floating-point samples, which cannot be read as 16-bit values",
                "Convert it to 8 or 16 bits a sample, scaled as you mean it.");
        }
    }

    /// <summary>Reads one band of a row.</summary>
    /// <exception cref="Engine.StylizeException">ImageUnreadable: a value is beyond 65535.</exception>
    internal static void Read(byte* row, VipsStrips strips, int band, Span<ushort> target, string name)
    {
        if (!SampleReader.ToUShort(row, strips.Format, strips.Bands, band, target))
        {
            throw SourceStream.Unreadable(
                name,
                "holds values beyond 65535, which cannot be read as 16-bit values",
                "Convert it to 16 bits a sample, scaled as you mean it.");
        }
    }
}
