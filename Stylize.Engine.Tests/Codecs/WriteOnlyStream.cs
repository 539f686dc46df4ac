using Stylize.Codecs.Files;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>A write-only stream that fails like a full disk after <paramref name="capacity"/> bytes.</summary>
internal sealed class WriteOnlyStream(Stream inner, long capacity = long.MaxValue) : SequentialStream
{
    private long _written;

    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _written += buffer.Length;
        if (_written > capacity) throw new IOException("No space left on device");

        inner.Write(buffer);
    }
}
