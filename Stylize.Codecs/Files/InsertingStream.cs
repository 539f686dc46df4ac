namespace Stylize.Codecs.Files;

/// <summary>Inserts a block of bytes while an encoder writes a file, without holding the file in memory. The target stays open.</summary>
internal sealed class InsertingStream(Stream target, byte[] block, InsertingStream.PositionFinder find) : SequentialStream
{
    private MemoryStream? _head = new();

    /// <summary>Finds the position of the block in the first bytes of a file; -1 if more bytes are needed.</summary>
    internal delegate int PositionFinder(ReadOnlySpan<byte> head);

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
        var place = find(head);
        if (place >= 0)
        {
            _head = null;
            target.Write(head[..place]);
            target.Write(block);
            target.Write(head[place..]);
        }
    }

    internal void Complete()
    {
        if (_head is not null) throw new InvalidOperationException("The encoded file has no position for metadata.");
    }

    public override void Flush() => target.Flush();
}
