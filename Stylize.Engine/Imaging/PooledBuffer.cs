using System.Runtime.CompilerServices;

namespace Stylize.Engine.Imaging;

/// <summary>
/// An array of <typeparamref name="T"/> in pooled memory aligned to 64 bytes. <see cref="Dispose"/> returns the memory to the pool.
/// </summary>
internal sealed unsafe class PooledBuffer<T> : IDisposable
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

    /// <summary>
    /// The first element; valid until <see cref="Dispose"/>. Keep a reference to the buffer for as long as the pointer is used.
    /// </summary>
    public T* Pointer => (T*)_block;

    /// <summary>Returns the memory to the pool.</summary>
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
