namespace Stylize.Codecs.Files;

/// <summary>Inserts a block of bytes while an encoder writes a file, or replaces a part near its start, without holding the file in memory.
/// The target stays open.</summary>
internal sealed class InsertingStream(Stream target, byte[] block, InsertingStream.PlaceFinder find) : SequentialStream
{
    private MemoryStream? _head = new();

    /// <summary>Finds the bytes that the block replaces, often none, in the first bytes of a file; null if more bytes are needed.</summary>
    internal delegate Range? PlaceFinder(ReadOnlySpan<byte> head);

    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_head is null)
        {
            target.Write(buffer);
            return;
        }

        _head.Write(buffer);
        var head = _head.GetBuffer().AsSpan(0, (int)_head.Length);
        if (find(head) is { } place)
        {
            _head = null;
            target.Write(head[..place.Start]);
            target.Write(block);
            target.Write(head[place.End..]);
        }
    }

    internal void Complete()
    {
        if (_head is not null) throw new InvalidOperationException("The encoded file has no position for metadata.");
    }

    public override void Flush() => target.Flush();
}
