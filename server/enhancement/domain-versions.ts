import { builtInDomains } from "@/core/enhancement/built-in-domains";
import { type Db, getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { storedJson } from "@/server/platform/stored-json";
import { type DomainSaveInput, type DomainView, domainLimits, domainSaveInput, domainStyle } from "./schema";

type VersionView = DomainView & { isRemoved: boolean };

const builtInNames = Object.keys(builtInDomains) as (keyof typeof builtInDomains)[];

export function isBuiltIn(name: string): name is keyof typeof builtInDomains {
  return Object.hasOwn(builtInDomains, name);
}

function builtIn(name: keyof typeof builtInDomains): DomainView {
  const { instructions, style, vocabulary } = builtInDomains[name];
  const of = { instructions, style, vocabulary: [...vocabulary] };
  return { name, version: 0, isBuiltIn: true, ...of, createdAt: null };
}

interface Row {
  name: string;
  version: number;
  instructions: string;
  style: unknown;
  vocabulary: string[];
  isRemoved: boolean;
  createdAt: Date;
}

function toVersion(row: Row): VersionView {
  const style = domainStyle.safeParse(row.style).data ?? builtInDomains.general.style;
  return { ...row, style, isBuiltIn: isBuiltIn(row.name) };
}

function toDomain({ isRemoved: _, ...domain }: VersionView): DomainView {
  return domain;
}

const columns = Prisma.sql`name, version, instructions, style, vocabulary, is_removed as "isRemoved",
  created_at as "createdAt"`;

/** As they count now: what is built in, as the owner has it, and then their own by name. */
export async function listDomains(ownerId: number, db: Db = getPrisma()): Promise<DomainView[]> {
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    select distinct on (name) ${columns} from enhancement_domains
    where owner_id = ${ownerId} order by name, version desc`);
  const newest = new Map(rows.filter(({ isRemoved }) => !isRemoved).map((row) => [row.name, row]));
  const known = builtInNames.map((name) => {
    const row = newest.get(name);
    newest.delete(name);
    return row ? toDomain(toVersion(row)) : builtIn(name);
  });
  return [...known, ...[...newest.values()].map((row) => toDomain(toVersion(row)))];
}

/** Null where there is none of that name. */
export async function findDomain(
  ownerId: number,
  name: string,
  db: Db = getPrisma(),
): Promise<DomainView | null> {
  const [row] = await db.$queryRaw<Row[]>(Prisma.sql`
    select ${columns} from enhancement_domains
    where owner_id = ${ownerId} and name = ${name} order by version desc limit 1`);
  if (row && !row.isRemoved) return toDomain(toVersion(row));
  return isBuiltIn(name) ? builtIn(name) : null;
}

/** Newest first, with what is built in at the end. */
export async function listDomainHistory(
  ownerId: number,
  name: string,
  db: Db = getPrisma(),
): Promise<VersionView[]> {
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    select ${columns} from enhancement_domains
    where owner_id = ${ownerId} and name = ${name} order by version desc limit ${domainLimits.history}`);
  const first = isBuiltIn(name) ? [{ ...builtIn(name), isRemoved: false }] : [];
  const versions = [...rows.map(toVersion), ...first];
  if (versions.length === 0) throw new TraxError("NOT_FOUND", { what: "domain" });
  return versions;
}

/** Another version of a domain, or the first of a new one.
 * @throws TraxError DOMAINS_TOO_MANY */
export async function saveDomain(
  ownerId: number,
  rawInput: DomainSaveInput,
  prisma: PrismaClient = getPrisma(),
): Promise<DomainView> {
  const { name, instructions, style, vocabulary } = domainSaveInput.parse(rawInput);
  const words = [...new Set(vocabulary)];
  await addVersion(prisma, ownerId, name, { instructions, style, vocabulary: words, isRemoved: false });
  return requireDomain(ownerId, name, prisma);
}

/** As it is built in again; one of the owner's own is gone. Its versions stay.
 * @throws TraxError NOT_FOUND */
export async function resetDomain(
  ownerId: number,
  name: string,
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  const domain = await findDomain(ownerId, name, prisma);
  if (!domain) throw new TraxError("NOT_FOUND", { what: "domain" });
  if (domain.version === 0) return;
  const { instructions, style, vocabulary } = domain;
  await addVersion(prisma, ownerId, name, { instructions, style, vocabulary, isRemoved: true });
}

async function addVersion(
  prisma: PrismaClient,
  ownerId: number,
  name: string,
  version: Pick<VersionView, "instructions" | "style" | "vocabulary" | "isRemoved">,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    // Two that save at once take turns, and the bound holds.
    await tx.$queryRaw(Prisma.sql`select 1 from users where id = ${ownerId} for update`);
    const domains = await listDomains(ownerId, tx);
    const own = domains.filter((domain) => domain.version > 0 && domain.name !== name);
    if (own.length >= domainLimits.owner) {
      throw new TraxError("DOMAINS_TOO_MANY", { limit: domainLimits.owner });
    }
    const last = await tx.enhancementDomain.aggregate({ where: { ownerId, name }, _max: { version: true } });
    await tx.enhancementDomain.create({
      data: {
        ...{ ownerId, name, version: (last._max.version ?? 0) + 1, ...version },
        style: storedJson(domainStyle, version.style),
      },
    });
  });
}

/** @throws TraxError DOMAIN_UNKNOWN */
export async function requireDomain(
  ownerId: number,
  name: string,
  db: Db = getPrisma(),
): Promise<DomainView> {
  const domain = await findDomain(ownerId, name, db);
  if (domain) return domain;
  const known = (await listDomains(ownerId, db)).map((each) => each.name).join(", ");
  throw new TraxError("DOMAIN_UNKNOWN", { name, known });
}
