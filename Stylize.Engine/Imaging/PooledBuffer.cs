using System.Runtime.CompilerServices;

namespace Stylize.Engine.Imaging;

/// <summary>A run of <typeparamref name="T"/> in pooled memory aligned to 64 bytes. Returned to the pool by <see cref="Dispose"/>.</summary>
public sealed unsafe class PooledBuffer<T> : IDisposable
    where T : unmanaged
{
    private void* _block;
    private readonly nuint _size;

    /// <param name="length">Elements, 0 or more.</param>
    /// <param name="clear">True to start with zeros; otherwise the contents are undefined.</param>
    public PooledBuffer(int length, bool clear = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _block = AlignedPool.Rent((nuint)length * (nuint)sizeof(T), out _size);
        if (clear)
        {
            Span.Clear();
        }
    }

    ~PooledBuffer() => Release();

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>The elements.</summary>
    public Span<T> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ObjectDisposedException.ThrowIf(_block is null, this);
            return new Span<T>(_block, Length);
        }
    }

    /// <summary>The first element, aligned to 64 bytes; valid until <see cref="Dispose"/>. Keep the buffer alive while it is used.</summary>
    public T* Pointer => (T*)_block;

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_block is null)
        {
            return;
        }

        AlignedPool.Return(_block, _size);
        _block = null;
    }
}
