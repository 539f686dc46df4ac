namespace Stylize.GaussianLibrary;

/// <summary>Exchange of structures that may be older or newer than this library.</summary>
internal static unsafe class SizedStructure
{
    /// <summary>A larger size is a mistake of the caller.</summary>
    private const uint MaxSize = 4096;

    /// <summary>Reads options. Members that the caller's structure lacks are 0; members that this library lacks must be
    /// 0.</summary>
    /// <param name="source">The options of the caller; null for the defaults.</param>
    public static T Read<T>(T* source)
        where T : unmanaged, ISized
    {
        T result = default;
        if (source is null) return result;

        var size = SizeOf(source);
        for (var i = (uint)sizeof(T); i < size; i++)
        {
            if (((byte*)source)[i] != 0)
            {
                throw new LibraryException(
                    Result.Argument,
                    "The options contain members that this library does not have. Set them to 0, or update the library.");
            }
        }

        Buffer.MemoryCopy(source, &result, sizeof(T), Math.Min(size, (uint)sizeof(T)));
        return result;
    }

    /// <summary>Writes information, with 0 for members that this library lacks. Keeps the size.</summary>
    public static void Write<T>(in T value, T* target)
        where T : unmanaged, ISized
    {
        var size = SizeOf(target);
        new Span<byte>(target, (int)size)[sizeof(uint)..].Clear();
        fixed (T* source = &value)
        {
            var copied = Math.Min(size, (uint)sizeof(T)) - sizeof(uint);
            Buffer.MemoryCopy((byte*)source + sizeof(uint), (byte*)target + sizeof(uint), copied, copied);
        }
    }

    /// <summary>Writes an element of an array, with 0 for members that this library lacks.</summary>
    /// <param name="size">Size of the caller's elements.</param>
    public static void WriteElement<T>(in T value, void* target, uint index, nuint size)
        where T : unmanaged
    {
        var element = new Span<byte>((byte*)target + (index * size), (int)size);
        MemoryMarshal.Write(element, value);
        element[sizeof(T)..].Clear();
    }

    /// <summary>Checks a range of elements and their size.</summary>
    public static void CheckRange<T>(uint first, uint count, int all, void* target, nuint size)
        where T : unmanaged
    {
        if ((ulong)first + count > (ulong)all)
        {
            throw new LibraryException(
                Result.Argument,
                FormattableString.Invariant(
                    $"first {first} and count {count} exceed the {all} elements of the image."));
        }

        if (size < (nuint)sizeof(T) || size > MaxSize)
        {
            throw new LibraryException(
                Result.Argument,
                FormattableString.Invariant(
                    $"The size of an element is {size}; it must be {sizeof(T)} or more, as its structure."));
        }

        if (count > 0)
        {
            Require(target, "the array");
        }
    }

    public static void Require(void* pointer, string name)
    {
        if (pointer is null) throw new LibraryException(Result.Argument, $"NULL was passed for {name}.");
    }

    private static uint SizeOf<T>(T* structure)
        where T : unmanaged, ISized
    {
        var size = *(uint*)structure;
        return size >= T.FirstSize && size <= MaxSize
            ? size
            : throw new LibraryException(
                Result.Argument,
                FormattableString.Invariant(
                    $"struct_size is {size}; it must be the size of the structure, {T.FirstSize} or more."));
    }
}
