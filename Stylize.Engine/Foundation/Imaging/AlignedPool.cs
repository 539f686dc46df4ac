namespace Stylize.Engine.Imaging;

/// <summary>A pool of native memory, aligned to 64 bytes. There are eight block sizes per power of two, so at most
/// 12.5% of a block is unused. The pool keeps at most <see cref="RetainedLimit"/> free bytes; a returned block that
/// would exceed this limit, or that has more than 128 MB, is freed.</summary>
internal static unsafe partial class AlignedPool
{
    /// <summary>Alignment of every block in bytes: one cache line, or one 512-bit vector.</summary>
    public const int Alignment = 64;

    /// <summary>Largest block that is kept. The pixels of larger images would fill the memory that later steps
    /// need.</summary>
    private const nuint MaxKept = 128 << 20;

    /// <summary>Smallest block of large pages: four pages of 2 MB.</summary>
    private const nuint MinOfLargePages = 8 << 20;

    private static readonly ConcurrentDictionary<nuint, ConcurrentBag<nint>> Free = new();
    private static long _retained;
    private static long _rented;
    private static long _rentedPeak;
    private static long _rentedTotal;

    /// <summary>Maximum number of bytes kept for reuse. The default is 1/16 of the available memory, 16 MB to 1
    /// GB.</summary>
    public static long RetainedLimit { get; set; } =
        Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16, 16L << 20, 1L << 30);

    /// <summary>Number of free bytes that are kept for reuse.</summary>
    public static long RetainedBytes => Interlocked.Read(ref _retained);

    /// <summary>Number of bytes in use.</summary>
    public static long RentedBytes => Interlocked.Read(ref _rented);

    /// <summary>Sum of the bytes of all blocks that were rented, including those that were returned.</summary>
    public static long TotalRentedBytes => Interlocked.Read(ref _rentedTotal);

    /// <summary>Maximum number of bytes in use since <see cref="ResetPeak"/>.</summary>
    public static long PeakRentedBytes => Interlocked.Read(ref _rentedPeak);

    /// <summary>Sets <see cref="PeakRentedBytes"/> to the bytes in use now.</summary>
    public static void ResetPeak() => Interlocked.Exchange(ref _rentedPeak, RentedBytes);

    /// <summary>Rents a block of at least <paramref name="bytes"/> bytes with undefined contents.</summary>
    /// <param name="size">Receives the size of the block in bytes, to pass to <see cref="Return"/>.</param>
    /// <exception cref="OutOfMemoryException">The system has no such block.</exception>
    internal static void* Rent(nuint bytes, out nuint size)
    {
        size = SizeClass(bytes);
        CountRent((long)size);
        if (Free.TryGetValue(size, out var bag) && bag.TryTake(out var block))
        {
            Interlocked.Add(ref _retained, -(long)size);
            Spoil((void*)block, size);
            return (void*)block;
        }

        try
        {
            var allocated = IsMapped(size) ? Map(size) : NativeMemory.AlignedAlloc(size, Alignment);
            Spoil(allocated, size);
            return allocated;
        }
        catch (OutOfMemoryException)
        {
            Interlocked.Add(ref _rented, -(long)size);
            throw;
        }
    }

    /// <summary>Fills a block in Debug, so that a test fails whose code reads pixels that it did not write.</summary>
    [Conditional("DEBUG")]
    private static void Spoil(void* block, nuint size) => NativeMemory.Fill(block, size, 0xCD);

    /// <summary>Returns a block to the pool, which keeps or frees it.</summary>
    internal static void Return(void* block, nuint size)
    {
        Interlocked.Add(ref _rented, -(long)size);
        if (size > MaxKept)
        {
            Release(block, size);
            return;
        }

        if (Interlocked.Add(ref _retained, (long)size) > RetainedLimit)
        {
            Interlocked.Add(ref _retained, -(long)size);
            Release(block, size);
            return;
        }

        Free.GetOrAdd(size, static _ => []).Add((nint)block);
    }

    /// <summary>Frees the memory that is kept for reuse.</summary>
    public static void Trim()
    {
        foreach (var (size, bag) in Free)
        {
            while (bag.TryTake(out var block))
            {
                Release((void*)block, size);
                Interlocked.Add(ref _retained, -(long)size);
            }
        }
    }

    /// <summary>True for a block that is mapped, so that its memory returns to Linux with it. That of a freed block of
    /// up to 32 MB stays with the C library, which kept 100 MB of 500.</summary>
    private static bool IsMapped(nuint size) => size >= MinOfLargePages && OperatingSystem.IsLinux();

    /// <summary>Maps a block, and asks Linux for pages of 2 MB. The first use of pages of 4 kB took half of the
    /// processor time of pixel art from 24 megapixels. If Linux has no large pages, only the time changes.</summary>
    private static void* Map(nuint size)
    {
        const int ReadAndWrite = 3, PrivateAndAnonymous = 0x22, HugePages = 14;
        var block = MapMemory(0, size, ReadAndWrite, PrivateAndAnonymous, -1, 0);
        if (block == -1) throw new OutOfMemoryException();

        _ = Advise((nuint)block, size, HugePages);
        return (void*)block;
    }

    private static void Release(void* block, nuint size)
    {
        if (IsMapped(size)) _ = Unmap((nuint)block, size);
        else NativeMemory.AlignedFree(block);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MapMemory(nint start, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nuint start, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);

    private static void CountRent(long size)
    {
        Interlocked.Add(ref _rentedTotal, size);
        var rented = Interlocked.Add(ref _rented, size);
        for (var peak = Interlocked.Read(ref _rentedPeak); rented > peak;)
        {
            var seen = Interlocked.CompareExchange(ref _rentedPeak, rented, peak);
            if (seen == peak) break;

            peak = seen;
        }
    }

    /// <summary>Rounds a number of bytes up to a block size: a multiple of 64 up to 4096, then eight sizes per power of
    /// two.</summary>
    private static nuint SizeClass(nuint bytes)
    {
        if (bytes <= 4096) return Math.Max((bytes + Alignment - 1) & ~(nuint)(Alignment - 1), Alignment);

        var step = (nuint)1 << (BitOperations.Log2(bytes - 1) - 3);
        return (bytes + step - 1) & ~(step - 1);
    }
}

/// <summary>An array of <typeparamref name="T"/> in pooled memory, aligned to 64 bytes. Disposing returns the
/// memory.</summary>
internal sealed unsafe class PooledBuffer<T> : IDisposable
    where T : unmanaged
{
    private void* _block;
    private readonly nuint _size;

    /// <param name="length">Number of elements, 0 or more.</param>
    /// <param name="clear">True to fill with zeros; otherwise the contents are undefined.</param>
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

    public int Length { get; }

    public Span<T> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ObjectDisposedException.ThrowIf(_block is null, this);
            return new Span<T>(_block, Length);
        }
    }

    /// <summary>Pointer to the first element, valid until <see cref="Dispose"/>. Keep the buffer referenced while using
    /// it.</summary>
    public T* Pointer => (T*)_block;

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_block is null) return;

        AlignedPool.Return(_block, _size);
        _block = null;
    }
}
