using System.Security.Cryptography;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Workers.Operations;

/// <summary>
/// The version of the message format and a checksum over all operations, their versions and their options. Each version
/// has a separate queue, so that the worker gives exactly the result that the submitter would give.
/// </summary>
internal static class WorkVersion
{
    private const int Format = 2;

    /// <summary>The version, such as "v1.3fa9c2e1".</summary>
    public static string Current { get; } = $"v{Format}.{Checksum()}";

    public static string Program { get; } = ProvenanceRecord.ThisVersion;

    private static string Checksum()
    {
        var text = new StringBuilder();
        foreach (var operation in OperationCatalog.ForWorkers)
        {
            text.Append(operation.Name).Append(' ').Append(operation.Version);
            foreach (var option in operation.OptionTypes.SelectMany(type => OptionSet.ForRecord(type).All))
            {
                text.Append(' ').Append(option.Name).Append(':').Append(option.ValueType.Name);
            }

            text.Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 4));
    }
}
