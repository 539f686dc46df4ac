#pragma warning disable CS0649 // Programs in other languages write the members.
namespace Stylize.GaussianLibrary;

// The structures of Native/gaussianimage.h, which documents them. Each has the same members in the same order.

/// <summary>A structure whose first member is its size, which the caller sets.</summary>
internal interface ISized
{
    static abstract uint FirstSize { get; }
}

internal struct OpenOptions : ISized
{
    /// <summary>Size in version 1 of the interface; later members are optional.</summary>
    public static uint FirstSize => 24;

    public uint StructSize, AllowPrefix, MaxThreads, MaxCount;
    public ulong MaxFileBytes;
    public uint Frame, Reserved;
}

internal unsafe struct ImageDescription : ISized
{
    public static uint FirstSize => 88;

    public uint StructSize, Width, Height, Count, DeclaredCount, LayerCount, MetadataCount;
    public uint Profile, ProfileVersion, Compositing, BlendSpace, HasAlpha, IsComplete;
    public float Cutoff, Epsilon;
    public fixed float Background[4];
    public uint Reserved;
    public ulong FileBytes;
    public uint FrameCount, Milliseconds, PlayCount, Reserved2;
}

internal struct LayerInfo
{
    public uint Count, Bytes;
    public ulong End;
}

internal unsafe struct PlainGaussian
{
    public float X, Y;
    public fixed float Shape[3];
    public fixed float Color[4];
    public float Opacity, Weight;
}

internal struct RenderSettings : ISized
{
    public static uint FirstSize => 56;

    public uint StructSize, Format;
    public int X, Y;
    public uint RegionWidth, RegionHeight, Width, Height;
    public double Scale, Level;
    public uint MaxThreads, Reserved;
}

internal enum ShapeKind : uint
{
    Cholesky = 0,
    Euler = 1,
    LogRadius = 2,
    Inverse = 3,
}

internal enum PixelFormat : uint
{
    Rgba8 = 0,
    RgbaFloat = 1,
}

internal enum Result
{
    Ok = 0,
    Argument = 1,
    Closed = 2,
    NotFound = 3,
    IO = 4,
    Damaged = 5,
    Version = 6,
    Limit = 7,
    Buffer = 8,
    Shape = 9,
    Memory = 10,
    Processor = 11,
    Internal = 12,
}
