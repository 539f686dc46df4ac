using Stylize.Studio.Messages;

namespace Stylize.Studio.Http;

/// <summary>
/// Divides the bytes of a connection into requests. What it returns depends only on the bytes, not on how they arrive
/// in packets.
/// </summary>
internal sealed class RequestReader(StudioLimits limits)
{
    private const int FirstBytes = 2 << 10;
    private const int MaxSizeDigits = 8;

    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _scanned;
    private int _end;
    private Part _part;
    private bool _isChunked;
    private long _left;
    private int _digits;

    /// <summary>The next part of a body.</summary>
    private enum Part
    {
        Nothing,
        Size,
        SizeEnd,
        Data,
        DataEnd,
        DataLineFeed,
        LastEnd,
        LastLineFeed,
    }

    /// <summary>True if no byte of a request is left.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>True if the body of the last request was read.</summary>
    public bool IsBodyRead => _part == Part.Nothing;

    /// <summary>Returns room for bytes, at least one.</summary>
    public Memory<byte> Room()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _scanned, _end) = (0, _scanned - _start, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(2 * _end, Math.Max(_end + 1, limits.HeadBytes)));
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Adds bytes that were written to the room.</summary>
    public void Add(int count) => _end += count;

    /// <summary>Returns the next head, after the body of the last request was read; null if more bytes are
    /// needed.</summary>
    /// <exception cref="Refusal">The head is malformed or too large; the connection cannot be used again.</exception>
    public RequestHead? Head()
    {
        for (; _scanned < _end; _scanned++)
        {
            var length = _scanned - _start;
            if (_buffer[_scanned] == '\n')
            {
                if (length == 0 || _buffer[_scanned - 1] != '\r')
                {
                    throw Refusal.Malformed("a line does not end in CR and LF");
                }
                if (length >= 3 && _buffer[_scanned - 2] == '\n') return Take(length - 3);
            }

            if (length + 1 >= limits.HeadBytes)
            {
                throw RequestHead.TooLarge($"headers of more than {limits.HeadBytes / 1024} kB");
            }
        }

        return null;
    }

    /// <summary>Appends what has arrived of the body to a stream. Returns true if the body is complete.</summary>
    /// <param name="most">Maximum number of bytes; null for that of a request.</param>
    /// <exception cref="Refusal">The body is malformed or too large; the connection cannot be used again.</exception>
    public bool Body(Stream content, long? most = null)
    {
        var maxBytes = most ?? limits.RequestBytes;
        RequireRoom(content, maxBytes);
        while (_part != Part.Nothing && _start < _end)
        {
            if (_part == Part.Data)
            {
                var count = (int)Math.Min(_left, _end - _start);
                content.Write(_buffer, _start, count);
                (_start, _left) = (_start + count, _left - count);
                if (_left == 0)
                {
                    _part = _isChunked ? Part.DataEnd : Part.Nothing;
                }
            }
            else
            {
                _part = After(_buffer[_start++]);
                RequireRoom(content, maxBytes);
            }
        }

        _scanned = _start;
        return IsBodyRead;
    }

    private RequestHead Take(int length)
    {
        var head = RequestHead.Read(_buffer.AsSpan(_start, length), limits.Headers);
        _start = ++_scanned;
        (_isChunked, _left, _digits) = (head.IsChunked, head.BodyLength, 0);
        _part = _isChunked ? Part.Size : _left > 0 ? Part.Data : Part.Nothing;
        return head;
    }

    /// <summary>Returns the part after a byte that is not content. Chunks have no extensions and no trailers
    /// here.</summary>
    private Part After(byte next)
    {
        if (_part == Part.Size && char.IsAsciiHexDigit((char)next) && ++_digits <= MaxSizeDigits)
        {
            _left = (_left << 4) | (next <= '9' ? next - '0' : (next | 0x20) - 'a' + 10L);
            return Part.Size;
        }

        switch (_part, next)
        {
            case (Part.Size, (byte)'\r') when _digits > 0:
                return Part.SizeEnd;
            case (Part.SizeEnd, (byte)'\n'):
                return _left == 0 ? Part.LastEnd : Part.Data;
            case (Part.DataEnd, (byte)'\r'):
                return Part.DataLineFeed;
            case (Part.DataLineFeed, (byte)'\n'):
                _digits = 0;
                return Part.Size;
            case (Part.LastEnd, (byte)'\r'):
                return Part.LastLineFeed;
            case (Part.LastLineFeed, (byte)'\n'):
                return Part.Nothing;
            default:
                throw Refusal.Malformed("a chunk of its body is malformed");
        }
    }

    private void RequireRoom(Stream content, long maxBytes)
    {
        if (_part == Part.Data && content.Length + _left > maxBytes) throw Refusal.TooLarge(maxBytes);
    }
}
