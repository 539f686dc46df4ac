using System.Buffers.Binary;
using Stylize.Codecs.Animations;

namespace Stylize.Codecs.Png;

/// <summary>The frame control chunk fcTL of an APNG (PNG specification, third edition, 11.3.6.2).</summary>
/// <param name="Area">The rectangle that the frame changes.</param>
/// <param name="Milliseconds">How long the frame is shown.</param>
/// <param name="Disposal">What becomes of the rectangle afterwards.</param>
/// <param name="IsLaidOver">False where the frame replaces the rectangle.</param>
internal sealed record ApngFrame(CanvasArea Area, int Milliseconds, FrameDisposal Disposal, bool IsLaidOver)
{
    private const int Length = 26;

    /// <summary>Reads the chunk's data.</summary>
    /// <exception cref="InvalidDataException">It is not that of a frame within the canvas.</exception>
    internal static ApngFrame Parse(ReadOnlySpan<byte> data, int canvasWidth, int canvasHeight)
    {
        if (data.Length != Length)
        {
            throw new InvalidDataException("A frame control chunk is not 26 bytes long.");
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data[4..]), BinaryPrimitives.ReadUInt32BigEndian(data[8..]));
        var (left, top) = (BinaryPrimitives.ReadUInt32BigEndian(data[12..]), BinaryPrimitives.ReadUInt32BigEndian(data[16..]));
        var isWithin = (long)left + width <= canvasWidth && (long)top + height <= canvasHeight;
        if (width == 0 || height == 0 || !isWithin || data[24] > 2 || data[25] > 1)
        {
            throw new InvalidDataException("A frame does not lie within its canvas.");
        }

        // A denominator of 0 stands for 100.
        var (delay, unit) = (BinaryPrimitives.ReadUInt16BigEndian(data[20..]), BinaryPrimitives.ReadUInt16BigEndian(data[22..]));
        var milliseconds = (int)Math.Round(delay * 1000.0 / (unit == 0 ? 100 : unit));
        var area = new CanvasArea((int)left, (int)top, (int)width, (int)height);
        return new ApngFrame(area, milliseconds, (FrameDisposal)data[24], data[25] == 1);
    }

    /// <summary>The chunk's data.</summary>
    internal byte[] ToArray(int sequence)
    {
        var data = new byte[Length];
        BinaryPrimitives.WriteInt32BigEndian(data, sequence);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), Area.Width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(8), Area.Height);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(12), Area.Left);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(16), Area.Top);

        // Milliseconds as far as 16 bits count them, then tenths of a second.
        var unit = Milliseconds <= ushort.MaxValue ? 1000 : 10;
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(20), (ushort)Math.Min(Milliseconds / (1000 / unit), ushort.MaxValue));
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(22), (ushort)unit);
        (data[24], data[25]) = ((byte)Disposal, (byte)(IsLaidOver ? 1 : 0));
        return data;
    }
}
