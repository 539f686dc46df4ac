using System.Data.Common;
using System.Net.Sockets;
using Stylize.Engine;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Storage;

/// <summary>Opens databases of measurements: an SQLite file, or a PostgreSQL server for labs that share one.</summary>
public static class MeasurementStores
{
    /// <summary>Version of the tables that this build writes. <see cref="Open"/> migrates tables of earlier versions.</summary>
    public static int Version => StoreSchema.Migrations.Length;

    /// <summary>
    /// Opens a database, makes the file of an SQLite database where it is missing, and brings the tables to this build's version.
    /// </summary>
    /// <param name="database">
    /// Full path of an SQLite file, or of PostgreSQL a connection string ("Host=...") or an address
    /// ("postgresql://user:password@host:port/database").
    /// </param>
    /// <exception cref="StylizeException">
    /// TargetUnwritable: the database cannot be opened, or a newer build of Stylize made its tables.
    /// </exception>
    public static IMeasurementStore Open(string database)
    {
        DatabaseStore? store = null;
        try
        {
            store = IsPostgres(database) ? new PostgresStore(database) : new SqliteStore(database);
            store.Migrate();
            return store;
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException or ArgumentException or SocketException)
        {
            store?.Dispose();
            throw DatabaseFailure.Of(database, e);
        }
        catch
        {
            store?.Dispose();
            throw;
        }
    }

    /// <summary>True for a connection string or address of PostgreSQL, false for a path.</summary>
    /// <param name="database">What the user gave.</param>
    public static bool IsPostgres(string database) =>
        database.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || database.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        || database.Contains("Host=", StringComparison.OrdinalIgnoreCase);
}
