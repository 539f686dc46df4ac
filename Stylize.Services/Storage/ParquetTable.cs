using Parquet;
using Parquet.Schema;

namespace Stylize.Storage;

/// <summary>A column of a table.</summary>
/// <param name="Type">string, long or double.</param>
/// <param name="Unit">Unit of the values; null for none.</param>
internal sealed record TableColumn(string Name, Type Type, string? Unit);

/// <summary>Writes tables as Apache Parquet: missing values are null, and the metadata of a column has its
/// unit.</summary>
internal static class ParquetTable
{
    /// <summary>Rows in memory at a time: some 30 MB of a table with 60 columns.</summary>
    private const int RowsOfGroup = 32_768;

    /// <returns>The number of rows.</returns>
    public static int Write(
        Stream target, IReadOnlyList<TableColumn> columns, IEnumerable<object[]> rows, CancellationToken cancellation)
    {
        DataField[] fields = [.. columns.Select(column => new DataField(column.Name, column.Type, isNullable: true))];
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd };
        return Run().GetAwaiter().GetResult();

        async Task<int> Run()
        {
            await using var writer = await ParquetWriter.CreateAsync(
                new ParquetSchema(fields), target, options, cancellationToken: cancellation).ConfigureAwait(false);
            var count = 0;
            foreach (var group in rows.Chunk(RowsOfGroup).DefaultIfEmpty([]))
            {
                using var part = writer.CreateRowGroup();
                for (var i = 0; i < fields.Length; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    await WriteColumn(part, fields[i], columns[i], Array.ConvertAll(group, row => row[i]))
                        .ConfigureAwait(false);
                }

                count += group.Length;
            }

            return count;
        }
    }

    private static async Task WriteColumn(
        ParquetRowGroupWriter part, DataField field, TableColumn column, object[] values)
    {
        var metadata = column.Unit is { } unit ? new Dictionary<string, string> { ["unit"] = unit } : null;
        var culture = CultureInfo.InvariantCulture;
        if (column.Type == typeof(string))
        {
            var texts = Array.ConvertAll(values, value => value is DBNull ? null : Convert.ToString(value, culture));
            await part.WriteAsync(field, texts!).ConfigureAwait(false);
        }
        else if (column.Type == typeof(long))
        {
            var numbers = Numbers(value => Convert.ToInt64(value, culture));
            await part.WriteAsync<long>(field, numbers, null, metadata).ConfigureAwait(false);
        }
        else
        {
            var numbers = Numbers(value => Convert.ToDouble(value, culture));
            await part.WriteAsync<double>(field, numbers, null, metadata).ConfigureAwait(false);
        }

        T?[] Numbers<T>(Func<object, T> read)
            where T : struct => Array.ConvertAll(values, value => value is DBNull ? (T?)null : read(value));
    }
}
