namespace Stylize.Engine.Imaging;

/// <summary>A rectangle of pixels of one element type in pooled memory. Rows start at multiples of 64 bytes, so a row
/// may be followed by padding, except in a packed raster. Pixel (0,0) is at the top left. A color image is a
/// <c>Raster&lt;Rgba32&gt;</c>; a plane of samples is a <c>Raster&lt;float&gt;</c>.</summary>
public sealed unsafe class Raster<T> : IDisposable
    where T : unmanaged
{
    private readonly void* _block;
    private readonly nuint _size;
    private readonly PooledBuffer<T>? _buffer;
    private int _disposed;

    /// <param name="width">Width in pixels, 1 or more.</param>
    /// <param name="height">Height in pixels, 1 or more.</param>
    /// <param name="clear">True to fill with zeros; otherwise the contents are undefined.</param>
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

    /// <summary>Returns the memory to the pool if <see cref="Dispose"/> was not called.</summary>
    ~Raster() => Release();

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Number of elements from the start of one row to the start of the next.</summary>
    public int Stride { get; }

    /// <summary>Number of pixels.</summary>
    public long PixelCount => (long)Width * Height;

    /// <summary>The pixels of a packed raster, row by row.</summary>
    internal Span<T> Pixels
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            return Stride == Width ? new Span<T>(_block, checked(Width * Height))
                : throw new InvalidOperationException("The rows of the raster are padded.");
        }
    }

    /// <summary>Pointer to the first pixel, valid until <see cref="Dispose"/>. Keep the raster referenced while using
    /// it.</summary>
    public T* Pointer => (T*)_block;

    /// <summary>Creates a raster without padding, for algorithms that address pixels by their index in the
    /// image.</summary>
    /// <param name="buffer">Memory to use, which the caller keeps ownership of; null to rent it.</param>
    internal static Raster<T> Packed(int width, int height, PooledBuffer<T>? buffer = null) =>
        new(width, height, 1, buffer);

    /// <summary>Returns the pixels of row <paramref name="y"/>, without padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Row(int y)
    {
        if ((uint)y >= (uint)Height || _disposed != 0)
        {
            ThrowRow(y);
        }

        return new Span<T>((T*)_block + ((nint)y * Stride), Width);
    }

    /// <summary>Returns a pixel by reference. Every access is checked, so this is for tests and cold code.</summary>
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

    /// <summary>Returns a copy of a rectangle, which the caller owns.</summary>
    internal Raster<T> Crop(int left, int top, int width, int height)
    {
        var part = new Raster<T>(width, height);
        for (var y = 0; y < height; y++)
        {
            Row(top + y).Slice(left, width).CopyTo(part.Row(y));
        }

        return part;
    }

    /// <summary>Creates an independent copy.</summary>
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
                $"The raster has {target.Width} x {target.Height} pixels instead of {Width} x {Height}.",
                nameof(target));
        }

        for (var y = 0; y < Height; y++)
        {
            Row(y).CopyTo(target.Row(y));
        }
    }

    /// <summary>Returns the memory to the pool. The raster must not be used afterward.</summary>
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
