using System.Runtime.CompilerServices;
using System.Text;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Writes text and numbers to a stream as UTF-8 through one small buffer.</summary>
internal sealed class ByteWriter : IDisposable
{
    private readonly Stream _target;
    private readonly byte[] _buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _used;

    public ByteWriter(Stream target) => _target = target;

    /// <summary>Bytes written so far.</summary>
    public long Written { get; private set; }

    public void Text(string text)
    {
        foreach (var part in text.Chunk(4096))
        {
            Reserve(part.Length * 4);
            var bytes = Encoding.UTF8.GetBytes(part, _buffer.AsSpan(_used));
            _used += bytes;
            Written += bytes;
        }
    }

    /// <summary>Writes ASCII.</summary>
    public void Ascii(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_buffer.AsSpan(_used));
        _used += text.Length;
        Written += text.Length;
    }

    /// <summary>Writes value * 10^-decimals in the fewest characters: no zeros at the ends, no digit before the point where it is 0.</summary>
    /// <param name="pointBefore">True where the number before it in the list has a point; updated.</param>
    /// <param name="first">True where no separator is needed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Number(long value, int decimals, ref bool pointBefore, bool first)
    {
        while (decimals > 0 && value % 10 == 0)
        {
            value /= 10;
            decimals--;
        }

        Span<byte> digits = stackalloc byte[24];
        var at = digits.Length;
        var rest = Math.Abs(value);
        var left = decimals;
        while (rest > 0 || left > 0)
        {
            digits[--at] = (byte)('0' + (rest % 10));
            rest /= 10;
            if (--left == 0)
            {
                digits[--at] = (byte)'.';
            }
        }

        if (at == digits.Length)
        {
            digits[--at] = (byte)'0';
        }

        if (value < 0)
        {
            digits[--at] = (byte)'-';
        }
        else if (!first && !(digits[at] == '.' && pointBefore))
        {
            digits[--at] = (byte)' ';
        }

        pointBefore = decimals > 0;
        Ascii(digits[at..]);
    }

    public void Dispose()
    {
        Flush();
        System.Buffers.ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void Reserve(int bytes)
    {
        if (_used + bytes > _buffer.Length)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _target.Write(_buffer, 0, _used);
        _used = 0;
    }
}
