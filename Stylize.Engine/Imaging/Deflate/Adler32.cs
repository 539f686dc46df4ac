using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Stylize.Engine.Imaging.Deflate;

/// <summary>The checksum of zlib streams (RFC 1950, section 8.2), 32 bytes at a time.</summary>
internal static class Adler32
{
    /// <summary>The checksum of no bytes.</summary>
    public const uint Start = 1;

    private const uint Modulus = 65521;

    /// <summary>Vectors that are added up in 16 bits before a sum of prefix sums could overflow.</summary>
    private const int Vectors = 16;

    /// <summary>Continues a checksum.</summary>
    /// <param name="checksum">That of what came before.</param>
    /// <param name="data">What comes next.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static uint Append(uint checksum, ReadOnlySpan<byte> data)
    {
        ulong low = checksum & 0xffff, high = checksum >> 16;
        Span<ushort> sums = stackalloc ushort[32], prefixes = stackalloc ushort[32];
        while (data.Length >= 32)
        {
            var count = Math.Min(data.Length / 32, Vectors);
            AddLanes(data[..(32 * count)], sums, prefixes);
            ulong sum = 0, weighted = 0;
            for (var lane = 0; lane < 32; lane++)
            {
                sum += sums[lane];
                weighted += (32u * prefixes[lane]) + ((32u - (uint)lane) * sums[lane]);
            }

            high = (high + (32u * (uint)count * low) + weighted) % Modulus;
            low = (low + sum) % Modulus;
            data = data[(32 * count)..];
        }

        foreach (var value in data)
        {
            low += value;
            high += low;
        }

        return (uint)((high % Modulus << 16) | (low % Modulus));
    }

    /// <summary>For each of 32 lanes the sum of its bytes, and the sum of that sum's values before each byte.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddLanes(ReadOnlySpan<byte> data, Span<ushort> sums, Span<ushort> prefixes)
    {
        Vector256<ushort> sum0 = default, sum1 = default, prefix0 = default, prefix1 = default;
        ref var first = ref MemoryMarshal.GetReference(data);
        for (var at = 0; at < data.Length; at += 32)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref first, (nuint)at));
            prefix0 += sum0;
            prefix1 += sum1;
            sum0 += low;
            sum1 += high;
        }

        sum0.CopyTo(sums);
        sum1.CopyTo(sums[16..]);
        prefix0.CopyTo(prefixes);
        prefix1.CopyTo(prefixes[16..]);
    }
}
