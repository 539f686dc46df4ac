using ZstdSharp;

namespace Stylize.Codecs.Tiff;

/// <summary>Decodes a block of PackBits (TIFF 6.0, section 9).</summary>
internal sealed class PackBitsStream(byte[] data) : ReadOnlyStream
{
    private int _at;
    private int _left;
    private bool _isRun;

    public override int Read(Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            if (_left == 0)
            {
                if (_at >= data.Length) break;

                var head = data[_at++];
                _isRun = head > 128;
                _left = head == 128 ? 0 : _isRun ? 257 - head : head + 1;
                continue;
            }

            var count = Math.Min(_left, buffer.Length - filled);
            if (_at + (_isRun ? 1 : count) > data.Length)
            {
                throw new InvalidDataException("PackBits data ends too early.");
            }

            var target = buffer.Slice(filled, count);
            if (_isRun)
            {
                target.Fill(data[_at]);
            }
            else
            {
                data.AsSpan(_at, count).CopyTo(target);
            }

            _left -= count;
            _at += !_isRun ? count : _left == 0 ? 1 : 0;
            filled += count;
        }

        return filled;
    }
}

/// <summary>Decodes a block of Zstandard (RFC 8878).</summary>
internal sealed class ZstandardStream(Stream packed) : ReadOnlyStream
{
    private readonly DecompressionStream _plain = new(packed);

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _plain.Read(buffer);
        }
        catch (ZstdException failure)
        {
            throw new InvalidDataException("The Zstandard data is damaged.", failure);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _plain.Dispose();
        base.Dispose(disposing);
    }
}
