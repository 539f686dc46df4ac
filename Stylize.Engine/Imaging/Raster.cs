namespace Stylize.Engine.Imaging;

/// <summary>A rectangle of pixels of one element type in pooled memory. Rows begin at multiples of 64 bytes, so a row may be followed by
/// padding; only a packed raster has none. Pixel (0,0) is the top left one. A color image is a <c>Raster&lt;Rgba32&gt;</c>; a plane of
/// samples is a <c>Raster&lt;float&gt;</c>.</summary>
public sealed unsafe class Raster<T> : IDisposable
    where T : unmanaged
{
    private readonly void* _block;
    private readonly nuint _size;
    private readonly PooledBuffer<T>? _buffer;
    private int _disposed;

    /// <param name="width">Pixels in a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="clear">True to start with zeros; otherwise the contents are undefined.</param>
    public Raster(int width, int height, bool clear = false)
        : this(width, height, Math.Max(1, AlignedPool.Alignment / sizeof(T)), null)
    {
        if (clear)
        {
            Clear();
        }
    }

    private Raster(int width, int height, int alignment, PooledBuffer<T>? buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        Width = width;
        Height = height;
        Stride = checked((int)(((long)width + alignment - 1) / alignment * alignment));
        _buffer = buffer;
        if (buffer is null)
        {
            _block = AlignedPool.Rent((nuint)Stride * (nuint)height * (nuint)sizeof(T), out _size);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(PixelCount, buffer.Length);
        _block = buffer.Pointer;
    }

    /// <summary>Returns the memory to the pool where <see cref="Dispose"/> was not called.</summary>
    ~Raster() => Release();

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Elements from the start of one row to the start of the next.</summary>
    public int Stride { get; }

    /// <summary>Width times height.</summary>
    public long PixelCount => (long)Width * Height;

    /// <summary>The pixels of a packed raster, row after row.</summary>
    internal Span<T> Pixels
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            return Stride == Width ? new Span<T>(_block, checked(Width * Height))
                : throw new InvalidOperationException("The rows of the raster are padded.");
        }
    }

    /// <summary>The first pixel; valid until <see cref="Dispose"/>. Keep the raster alive while it is used.</summary>
    public T* Pointer => (T*)_block;

    /// <summary>Creates a raster without padding, for algorithms that address pixels by their index in the image.</summary>
    /// <param name="buffer">Memory to use, which stays the caller's; null to rent it.</param>
    internal static Raster<T> Packed(int width, int height, PooledBuffer<T>? buffer = null) => new(width, height, 1, buffer);

    /// <summary>The pixels of row <paramref name="y"/>, without padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Row(int y)
    {
        if ((uint)y >= (uint)Height || _disposed != 0)
        {
            ThrowRow(y);
        }

        return new Span<T>((T*)_block + ((nint)y * Stride), Width);
    }

    /// <summary>One pixel by reference; for tests and cold code, since every access is checked.</summary>
    public ref T this[int x, int y] => ref Row(y)[x];

    /// <summary>Sets every pixel to zero.</summary>
    public void Clear()
    {
        for (var y = 0; y < Height; y++)
        {
            Row(y).Clear();
        }
    }

    /// <summary>Sets every pixel to <paramref name="value"/>.</summary>
    public void Fill(T value)
    {
        for (var y = 0; y < Height; y++)
        {
            Row(y).Fill(value);
        }
    }

    /// <summary>An independent copy.</summary>
    public Raster<T> Clone()
    {
        var copy = new Raster<T>(Width, Height);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Copies every pixel to another raster of the same size.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public void CopyTo(Raster<T> target)
    {
        if ((target.Width, target.Height) != (Width, Height))
        {
            throw new ArgumentException(
                $"The raster is {target.Width} x {target.Height} and not {Width} x {Height} pixels.", nameof(target));
        }

        for (var y = 0; y < Height; y++)
        {
            Row(y).CopyTo(target.Row(y));
        }
    }

    /// <summary>Gives the memory back to the pool; the raster is not used afterwards.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0 && _block is not null && _buffer is null)
        {
            AlignedPool.Return(_block, _size);
        }
    }

    private void ThrowRow(int y)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        throw new ArgumentOutOfRangeException(nameof(y), y, $"Row must be 0 to {Height - 1}.");
    }
}
