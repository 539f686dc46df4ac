namespace Stylize.Engine.Gaussians.Files.Animations;

/// <summary>The ANIM chunk of an animation: size, limits and number of plays.</summary>
/// <param name="MaxCount">Largest number of Gaussians of a frame.</param>
/// <param name="Plays">Number of times that the animation is played; 0 for infinitely.</param>
internal readonly record struct AnimationHeader(int Width, int Height, int MaxCount, int Frames, int Plays)
{
    /// <summary>Largest number of frames of a file.</summary>
    public const int MaxFrames = 1 << 20;

    private const int Length = 18;

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Height);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), MaxCount);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Frames);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), (ushort)Plays);
        return bytes;
    }

    /// <exception cref="GaussianFormatException">The chunk is damaged.</exception>
    public static AnimationHeader Parse(ReadOnlySpan<byte> bytes)
    {
        GaussianFormatException.ThrowIf(bytes.Length != Length, "the settings of the animation have the wrong length");

        var header = new AnimationHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]));
        return header is
        {
            Width: > 0 and <= GaussianModel.MaxSide, Height: > 0 and <= GaussianModel.MaxSide,
            MaxCount: >= 0 and <= GaussianFileHeader.MaxCount, Frames: > 0 and <= MaxFrames,
        }
            ? header
            : throw new GaussianFormatException("a setting of the animation is out of range");
    }
}
