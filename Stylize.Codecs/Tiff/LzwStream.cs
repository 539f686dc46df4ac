namespace Stylize.Codecs.Tiff;

/// <summary>
/// Decodes a block of LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, most significant bit first, widened one code
/// early. Programs before 1988 wrote the least significant bit first, and widened codes in time.
/// </summary>
internal sealed class LzwStream(byte[] data) : ReadOnlyStream
{
    private const int Clear = 256;
    private const int End = 257;
    private const int MaxCodes = 4096;

    private readonly bool _isOld = IsOldStyle(data);
    private readonly ushort[] _prefixes = new ushort[MaxCodes];
    private readonly byte[] _suffixes = new byte[MaxCodes];
    private readonly byte[] _firsts = new byte[MaxCodes];
    private readonly ushort[] _lengths = new ushort[MaxCodes];
    private readonly byte[] _pending = new byte[MaxCodes];
    private int _pendingAt;
    private int _pendingCount;
    private int _at;
    private uint _bits;
    private int _bitCount;
    private int _width = 9;
    private int _next = -1;
    private int _last = -1;
    private bool _isOver;

    /// <summary>True for a first code that clears the table in the order used before 1988.</summary>
    internal static bool IsOldStyle(ReadOnlySpan<byte> head) => head.Length >= 2 && head[0] == 0 && (head[1] & 1) == 1;

    public override int Read(Span<byte> buffer)
    {
        if (_next < 0)
        {
            Reset();
        }

        var filled = Math.Min(_pendingCount - _pendingAt, buffer.Length);
        _pending.AsSpan(_pendingAt, filled).CopyTo(buffer);
        _pendingAt += filled;
        while (filled < buffer.Length && !_isOver)
        {
            filled += Decode(buffer[filled..]);
        }

        return filled;
    }

    /// <summary>Decodes one code into the buffer; bytes that do not fit become pending.</summary>
    private int Decode(Span<byte> buffer)
    {
        var code = NextCode();
        if (code is Clear or End)
        {
            _isOver = code == End;
            Reset();
            return 0;
        }

        if (_last < 0 ? code > 255 : code > _next || _next > MaxCodes)
        {
            throw new InvalidDataException("The LZW data contains an undefined code.");
        }

        if (_last >= 0 && _next < MaxCodes)
        {
            // A code that is being defined represents the last string and the first byte of that string.
            _prefixes[_next] = (ushort)_last;
            _firsts[_next] = _firsts[_last];
            _suffixes[_next] = _firsts[code == _next ? _last : code];
            _lengths[_next] = (ushort)(_lengths[_last] + 1);
            _next++;
            if (_next + (_isOld ? 0 : 1) >= 1 << _width && _width < 12)
            {
                _width++;
            }
        }

        _last = code;
        var length = _lengths[code];
        if (length <= buffer.Length)
        {
            Expand(code, buffer[..length]);
            return length;
        }

        (_pendingAt, _pendingCount) = (buffer.Length, length);
        Expand(code, _pending.AsSpan(0, length));
        _pending.AsSpan(0, buffer.Length).CopyTo(buffer);
        return buffer.Length;
    }

    private void Expand(int code, Span<byte> target)
    {
        for (var at = target.Length - 1; at > 0; at--)
        {
            target[at] = _suffixes[code];
            code = _prefixes[code];
        }

        target[0] = _firsts[code];
    }

    private void Reset()
    {
        for (var code = 0; _next < 0 && code < Clear; code++)
        {
            (_firsts[code], _suffixes[code], _lengths[code]) = ((byte)code, (byte)code, 1);
        }

        (_next, _last, _width) = (End + 1, -1, 9);
    }

    private int NextCode()
    {
        while (_bitCount < _width)
        {
            if (_at >= data.Length) return End;

            _bits = _isOld ? _bits | ((uint)data[_at++] << _bitCount) : (_bits << 8) | data[_at++];
            _bitCount += 8;
        }

        _bitCount -= _width;
        var code = (int)(_isOld ? _bits : _bits >> _bitCount) & ((1 << _width) - 1);
        _bits = _isOld ? _bits >> _width : _bits;
        return code;
    }
}
