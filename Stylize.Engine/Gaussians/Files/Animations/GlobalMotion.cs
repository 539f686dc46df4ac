namespace Stylize.Engine.Gaussians.Files.Animations;

/// <summary>
/// An affine movement of all Gaussians from a frame to the next, as of a camera: a center (x, y) in 1/16 pixel moves by
/// ((XX x + XY y + X) / 2^16, (YX x + YY y + Y) / 2^16), rounded. The default moves nothing.
/// </summary>
internal readonly record struct GlobalMotion(int XX, int XY, int X, int YX, int YY, int Y)
{
    /// <summary>Largest magnitude of the factors of coordinates, 1/4.</summary>
    public const int MaxFactor = 1 << (Shift - 2);

    public const int Shift = 16;

    private const int Length = 24;

    public void Apply(ref CompactGaussian g)
    {
        var (x, y) = Of(g.X, g.Y);
        g.X = (int)Math.Clamp(g.X + x, -CompactGrid.MaxCoordinate, CompactGrid.MaxCoordinate);
        g.Y = (int)Math.Clamp(g.Y + y, -CompactGrid.MaxCoordinate, CompactGrid.MaxCoordinate);
    }

    /// <summary>Returns the movement of a point, in 1/16 pixel.</summary>
    public (long X, long Y) Of(int x, int y)
    {
        const int Half = 1 << (Shift - 1);
        return ((((long)XX * x) + ((long)XY * y) + X + Half) >> Shift, (((long)YX * x) + ((long)YY * y) + Y + Half) >> Shift);
    }

    /// <summary>Returns 1 byte for no movement, otherwise 25 bytes.</summary>
    public byte[] ToBytes()
    {
        if (this == default) return [0];

        var bytes = new byte[1 + Length];
        bytes[0] = 1;
        int[] values = [XX, XY, X, YX, YY, Y];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1 + (4 * i)), values[i]);
        }

        return bytes;
    }

    /// <param name="data">Starts with the motion; afterward, with what follows.</param>
    /// <exception cref="GaussianFormatException">The data are damaged.</exception>
    public static GlobalMotion Read(ref ReadOnlySpan<byte> data)
    {
        var kind = data[0];
        data = data[1..];
        if (kind == 0) return default;

        GaussianFormatException.ThrowIf(kind != 1 || data.Length < Length, "the motion of a frame is damaged");
        var motion = new GlobalMotion(Value(data, 0), Value(data, 1), Value(data, 2), Value(data, 3), Value(data, 4), Value(data, 5));
        var isValid = IsFactor(motion.XX) && IsFactor(motion.XY) && IsFactor(motion.YX) && IsFactor(motion.YY);
        GaussianFormatException.ThrowIf(!isValid, "the motion of a frame is out of range");
        data = data[Length..];
        return motion;
    }

    private static int Value(ReadOnlySpan<byte> data, int index) => BinaryPrimitives.ReadInt32LittleEndian(data[(4 * index)..]);

    private static bool IsFactor(int value) => value is >= -MaxFactor and <= MaxFactor;
}
