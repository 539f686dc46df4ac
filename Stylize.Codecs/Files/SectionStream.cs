namespace Stylize.Codecs.Files;

/// <summary>A part of a stream that can seek. Other parts may be read between its own readings.</summary>
/// <param name="stream">The whole; it stays open.</param>
/// <param name="start">Where the part begins.</param>
/// <param name="length">Its bytes.</param>
internal sealed class SectionStream(Stream stream, long start, long length) : ReadOnlyStream
{
    private long _at;

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, length - _at)];
        stream.Position = start + _at;
        var read = stream.Read(buffer);
        _at += read;
        return read;
    }
}
