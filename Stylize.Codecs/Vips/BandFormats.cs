namespace Stylize.Codecs.Vips;

/// <summary>Sizes of samples.</summary>
internal static class BandFormats
{
    /// <summary>Bytes of one sample.</summary>
    internal static int Bytes(BandFormat format) => format switch
    {
        BandFormat.Byte or BandFormat.SByte => 1,
        BandFormat.UShort or BandFormat.Short => 2,
        BandFormat.Double => 8,
        _ => 4,
    };
}
