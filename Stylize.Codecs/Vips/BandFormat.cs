namespace Stylize.Codecs.Vips;

/// <summary>Type of one sample, numbered as libvips does.</summary>
internal enum BandFormat
{
    Byte = 0,
    SByte = 1,
    UShort = 2,
    Short = 3,
    UInt = 4,
    Int = 5,
    Float = 6,
    Double = 8,
}
