namespace Stylize.Engine.IO;

/// <summary>Writes text and numbers to a stream as UTF-8, through a pooled buffer of 64 KB.</summary>
/// <param name="ownsTarget">True to close the stream at the end.</param>
internal sealed class ByteWriter(Stream target, bool ownsTarget = false) : IDisposable
{
    private readonly byte[] _buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _used;

    public void Text(string text)
    {
        for (var from = 0; from < text.Length; from += 4096)
        {
            var part = text.AsSpan(from, Math.Min(4096, text.Length - from));
            Reserve(part.Length * 4);
            _used += Encoding.UTF8.GetBytes(part, _buffer.AsSpan(_used));
        }
    }

    public void Ascii(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_buffer.AsSpan(_used));
        _used += text.Length;
    }

    /// <summary>Writes a number, rounded to a number of decimals.</summary>
    public void Number(double value, int decimals)
    {
        var (point, unit) = (false, 1);
        for (var i = 0; i < decimals; i++)
        {
            unit *= 10;
        }

        Number((long)Math.Round(value * unit), decimals, ref point, true);
    }

    /// <summary>Writes value * 10^-decimals in as few characters as SVG allows: without trailing zeros and without a
    /// zero before the point. The separator is omitted before a minus sign, and before a point if the previous number
    /// contains a point.</summary>
    /// <param name="value">The number times 10^decimals.</param>
    /// <param name="decimals">Number of decimals, 0 or more.</param>
    /// <param name="pointBefore">Whether the previous number contains a point; updated for this number.</param>
    /// <param name="first">True if no number directly precedes this one.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
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
        if (ownsTarget)
        {
            target.Dispose();
        }
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
        target.Write(_buffer, 0, _used);
        _used = 0;
    }
}
